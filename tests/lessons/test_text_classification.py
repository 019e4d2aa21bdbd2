"""Every claim of the page about texts, on networks that are really trained."""

import inspect
import json
from functools import cache
from types import MappingProxyType

import numpy as np
import pytest
import torch

from app.content import lesson_files
from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.source_listing import visible_source
from app.export.notebook import page_notebook
from lessons.contract import ParseError
from lessons.data import newsgroups, own_texts
from lessons.data.sets import REASONS
from lessons.text_classification import (
    ARTICLE,
    LESSON,
    exercises,
    explain,
    pictures,
    sources,
    with_numpy,
    with_torch,
)
from lessons.text_classification.fetch import fetch
from lessons.text_classification.predict import OTHERS, bag, weights
from lessons.text_classification.training import (
    FIRST,
    LARGE,
    MAX_CHARACTERS,
    Trainer,
    least_messages,
    training,
)
from tests.conftest import finish
from tests.course import run_alone
from tests.pages.app_page import open_page, page_text

ANSWERS = {
    "written": [
        ("baseball pitcher batte", "right"),
        ("zzz qqq", "unknown"),
        ("pixel image", "other"),
        ("orbit rocket fusée", "other"),
    ],
    "small": [
        ({"size": 200, "hidden": 50}, "right"),
        ({"size": 0}, "every"),
        ({"size": 50}, "words"),
        ({"size": 20000}, "heavy"),
    ],
    "places": [
        ("places_known", "right"),
        ("places_first", "first"),
        ("places_grown", "grown"),
        ("places_until", "until"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""

TOOLS = (with_numpy, with_torch)
real = pytest.mark.usefixtures("real_newsgroups")


def own_of(content):
    """A reader's file as a training takes it."""
    table = own_texts.open_table(content)
    return own_texts.select_texts(table, *own_texts.guess_columns(table)).own


CSV = b"text,label\n" + b"".join(
    b"%s %d,%s\n" % (word, i, label)
    for i in range(9)
    for word, label in ((b"sun light warm", b"day"), (b"moon dark cold", b"night"))
)


def arguments(own="", **settings):
    """What a training is called with."""
    return sources.training_arguments(LESSON.defaults | settings, "en", own)


@cache
def _train(items):
    return finish(training(MappingProxyType(dict(items))))


def train(own="", **settings):
    """A finished training, each once."""
    return _train(tuple(arguments(own, **settings).items()))


NAMES = {
    "words.weight": "w1",
    "bias": "b1",
    "second.weight": "w2",
    "second.bias": "b2",
    "out.weight": "w3",
    "out.bias": "b3",
}
"""What PyTorch and NumPy call the same weights; PyTorch's are transposed in layers."""


def as_numpy(name, weight):
    """A weight of PyTorch as NumPy's file has it."""
    values = weight.detach().numpy()
    return values.T if name in ("second.weight", "out.weight") else values


def small(dtype="float64"):
    """For each tool its model, bags, bags to predict, and classes: the same weights."""
    train, test = (newsgroups.course_messages("en", part) for part in ("train", "test"))
    result = []
    for tool in (with_torch, with_numpy):
        few = [tool.tokenize(text) for text in train.texts[::4]]
        vocabulary = tool.make_vocabulary(few, 300)
        bags = tool.make_bags(few, vocabulary, dtype)
        idf = tool.make_idf(bags, len(vocabulary))
        words = [tool.tokenize(text) for text in test.texts[:8]]
        others = tool.weigh(tool.make_bags(words, vocabulary, dtype), idf)
        model = tool.make_model(len(vocabulary), 3, 12, 1)
        if tool is with_torch:
            model.to(getattr(torch, dtype))
        else:
            for name, weight in result[0][0].named_parameters():
                model.p[NAMES[name]] = as_numpy(name, weight).copy()
        y = train.labels[::4].copy()
        result.append((model, tool.weigh(bags, idf), others, y))
    return result


def batches(tool, bags, y, size=10):
    """The messages in batches, in their order."""
    labels = torch.tensor(y) if tool is with_torch else y
    places = range(0, len(y), size)
    return [(tool.join(bags[i : i + size]), labels[i : i + size]) for i in places]


@pytest.mark.parametrize(("dtype", "rtol"), [("float64", 1e-9), ("float32", 1e-3)])
def test_numpy_and_torch_learn_the_same_from_the_same_weights(dtype, rtol):
    both = small(dtype)
    losses, answers = [], []
    for tool, (model, bags, others, y) in zip(
        (with_torch, with_numpy), both, strict=True
    ):
        optimizer = tool.make_optimizer(model, 0.02)
        run = []
        for _ in range(3):
            of_epoch, n_right = tool.train_epoch(
                model, batches(tool, bags, y), optimizer
            )
            run += [*of_epoch, n_right]
        losses.append(run)
        answers.append((tool.predict(model, others), tool.push(model, others)))
    np.testing.assert_allclose(*losses, rtol=rtol, atol=rtol / 10)
    for mine, theirs in zip(*answers, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=rtol, atol=rtol / 10)
    for name, weight in both[0][0].named_parameters():
        theirs = both[1][0].p[NAMES[name]]
        np.testing.assert_allclose(
            as_numpy(name, weight), theirs, rtol=rtol, atol=rtol / 10
        )


@pytest.mark.parametrize("tool", TOOLS)
def test_an_epoch_in_parts_is_bitwise_the_whole_epoch(tool):
    ends = []
    for size in (1, 2, 100):  # batches in each part
        model, bags, others, y = small("float32")[TOOLS[::-1].index(tool)]
        optimizer, everything = tool.make_optimizer(model), batches(tool, bags, y)
        losses, n_right = [], 0
        for _ in range(2):
            for i in range(0, len(everything), size):
                part = tool.train_epoch(model, everything[i : i + size], optimizer)
                losses += part[0]
                n_right += part[1]
        ends.append((*losses, n_right, tool.predict(model, others).tobytes()))
    assert ends[0] == ends[1] == ends[2]


def test_weights_are_drawn_within_one_over_the_root_of_the_inputs():
    torch_model, numpy_model = (tool.make_model(400, 3, 25, 2) for tool in TOOLS[::-1])
    for name, p in torch_model.named_parameters():
        bound = (400 if NAMES[name][1] == "1" else 25) ** -0.5
        for values in (p.detach().numpy(), numpy_model.p[NAMES[name]]):
            assert abs(values).max() <= bound + 1e-7
            assert values.size < 20 or abs(values).max() > 0.5 * bound


def test_the_gradient_by_hand_is_that_of_autograd_and_of_differences():
    """One update of plain size: with Adam's first step the sign alone would count."""
    (model, bags, _, y), (hand, arrays, _, _) = small()
    X = with_torch.join(bags)
    target = torch.tensor(y)

    def loss():
        return torch.nn.functional.cross_entropy(model(*X), target)

    parameters = dict(model.named_parameters())
    grads = torch.autograd.grad(loss(), [*parameters.values()])
    optimizer = with_numpy.make_optimizer(hand, 0.0)
    with_numpy.train_epoch(hand, batches(with_numpy, arrays, y, len(y)), optimizer)
    for (name, p), grad in zip(parameters.items(), grads, strict=True):
        np.testing.assert_allclose(
            10 * optimizer["m"][NAMES[name]],
            as_numpy(name, grad),
            rtol=1e-9,
            atol=1e-15,
        )
        at = np.unravel_index(int(grad.abs().argmax()), tuple(grad.shape))
        with torch.no_grad():
            p[at] += 1e-6
            up = loss()
            p[at] -= 2e-6
            down = loss()
            p[at] += 1e-6
        assert float(up - down) / 2e-6 == pytest.approx(float(grad[at]), rel=1e-5)


def test_the_bag_gives_the_numbers_of_a_linear_layer_on_the_full_table():
    (model, bags, *_), _ = small()
    dense = torch.zeros(len(bags), len(model.words.weight), dtype=torch.float64)
    for row, (index, value) in zip(dense, bags, strict=True):
        row[index] = value
    linear = torch.nn.Linear(*model.words.weight.shape, dtype=torch.float64)
    linear.load_state_dict({"weight": model.words.weight.T, "bias": model.bias})
    index, value, start = with_torch.join(bags)
    z1 = model.words(index, start, value) + model.bias
    torch.testing.assert_close(z1, linear(dense), rtol=1e-9, atol=1e-12)
    assert (dense == 0).double().mean() > 0.8


def test_an_epoch_takes_each_message_once_and_a_short_batch_may_be_dropped():
    for tool in TOOLS:
        words = [[f"w{i}"] for i in range(10)]
        bags = tool.make_bags(words, tool.make_vocabulary(words, 0))
        loader = tool.make_loader(bags, np.arange(10), 4, True, False, 0)
        orders = [np.concatenate([np.asarray(y) for _, y in loader]) for _ in "12"]
        assert [sorted(order) for order in orders] == [[*range(10)]] * 2
        assert (orders[0] != orders[1]).any()
        short = tool.make_loader(bags, np.arange(10), 4, False, True, 0)
        for _ in "12":  # unshuffled, it is always the same
            assert [len(y) for _, y in short] == [4, 4]
            kept = np.concatenate([np.asarray(y) for _, y in short])
            assert [*kept] == [*range(8)]
        single = tool.make_loader(bags, np.arange(10), 300, True, True, 0)
        assert [len(y) for _, y in single] == [10]


def test_tokens_and_counts_follow_the_settings():
    text = "The shuttle, the SHUTTLE's 2 crews"
    assert with_torch.tokenize(text, "spaces")[1:3] == ["shuttle,", "the"]
    assert with_torch.tokenize(text, "words")[-3:] == ["s", "2", "crews"]
    assert "2" not in with_torch.tokenize(text, "letters")
    assert with_torch.tokenize(text, lower=False)[3] == "SHUTTLE"
    vocabulary = with_torch.make_vocabulary([["b", "a", "b"], ["c", "b", "a"]], 2)
    assert vocabulary == {"b": 0, "a": 1}
    ((index, value),) = with_torch.make_bags([["a", "z", "a"]], vocabulary)
    assert (index.tolist(), value.tolist()) == ([1], [2.0])  # z is left out


def test_tf_idf_is_that_of_scikit_learn():
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = list(newsgroups.course_messages("en", "train").texts)
    theirs = TfidfVectorizer(token_pattern=with_torch.TOKENS["words"]).fit(texts)
    words = [with_torch.tokenize(text) for text in texts]
    bags = with_torch.make_bags(words, theirs.vocabulary_, "float64")
    idf = with_torch.make_idf(bags, len(theirs.vocabulary_))
    np.testing.assert_allclose(idf, theirs.idf_, rtol=1e-12)
    expected = theirs.transform(texts)
    for row, (index, value) in zip(expected, with_torch.weigh(bags, idf), strict=True):
        np.testing.assert_allclose(row.toarray()[0, index], value, rtol=1e-12)


def test_a_training_gives_what_the_files_give_and_beats_one_answer():
    result = train()
    texts = sources.own_messages("en")
    loss, accuracy = with_torch.run(**texts)
    assert result.accuracy == pytest.approx(accuracy)
    assert result.loss == pytest.approx(loss, rel=1e-4)
    assert result.accuracy > 80 > pictures.majority_accuracy(result)
    assert (result.n_train, result.n_validation, result.n_test) == (132, 33, 33)
    assert result.curves[-1, 4] == pytest.approx(accuracy / 100)
    assert result.confusion.sum() == 33
    assert result.nbytes > result.weights[FIRST].nbytes


@pytest.mark.parametrize("changes", [{}, {"tfidf": False, "shuffle": False}])
@pytest.mark.parametrize("n_done", [3, 4, 6])
def test_a_resumed_training_is_bitwise_identical(changes, n_done):
    now = arguments(n_epochs=3, **changes)
    whole, run = finish(training(now)), training(now)
    for _ in range(n_done + 1):
        part = next(run)
    # The result first: its seconds are then no more than those that the state holds.
    partial = part.result()
    state = part.state()
    run.close()
    assert partial.percent == 100 * n_done // partial.n_planned
    rest = finish(training(now, state))
    assert (rest.percent, rest.n_updates) == (100, partial.n_planned)
    assert rest.seconds > partial.seconds
    for name, values in whole.weights.items():
        assert (values == rest.weights[name]).all()
    assert (whole.curves == rest.curves).all()
    assert len(state) < 16_000_000  # what a session may keep


def test_words_of_validation_alone_stay_as_they_were_drawn():
    trainer = Trainer(arguments(**ARTICLE))
    places = np.unique(np.concatenate([index for index, _ in trainer.bags]))
    only = np.setdiff1d(np.arange(len(trainer.vocabulary)), places)
    before = trainer.model.words.weight.detach().clone()
    finish(trainer.run())
    after = trainer.model.words.weight.detach()
    assert len(only) == trainer.result().n_only_validation > 100
    assert torch.equal(before[only], after[only])
    assert not torch.equal(before[places[:50]], after[places[:50]])
    assert train(**ARTICLE | {"from_validation": False}).n_only_validation == 0


def test_the_short_batch_is_counted_as_dropped():
    assert train(drop_last=True, shuffle=False).n_dropped == 32
    assert train().n_dropped == 0


def test_a_batch_larger_than_the_set_is_the_only_one_and_is_not_left_out():
    result = train(drop_last=True, batch_size=300)
    assert (result.n_updates, result.n_dropped) == (8, 0)


def test_a_full_table_takes_more_than_bags_and_nearly_all_weights_are_of_words():
    result = train()
    assert result.dense == 4 * 132 * len(result.words)
    assert result.sparse == 12 * result.n_values < result.dense / 5
    every = sum(w.size for w in result.weights.values())
    assert result.weights[FIRST].size > 0.9 * every


def test_pushes_and_the_share_of_the_biases_make_the_score():
    _, (model, bags, *_) = small()
    X = with_numpy.join(bags[:1])
    pushes = with_numpy.push(model, bags[:1]).sum(0)
    (h1, h2), p = model.layers(*X), model.p
    on1, on2 = h1[0] > 0, h2[0] > 0
    biases = ((p["b1"] * on1) @ p["w2"] + p["b2"]) * on2 @ p["w3"] + p["b3"]
    np.testing.assert_allclose(pushes + biases, model(*X)[0], rtol=1e-9)


def test_a_text_is_read_whole_and_its_marks_are_its_strongest_words():
    result = train()
    text = "The <b>rocket</b> reached orbit;\n\nzyx, said NASA!"
    reading = explain.read(result, LESSON.defaults, text)
    assert "".join(piece.text for piece in reading.pieces) == text
    assert result.names[reading.p.argmax()] == "space"
    assert "zyx" in reading.unknown
    classes = {p.text: result.names[p.to] for p in reading.pieces if p.to is not None}
    assert classes["rocket"] == classes["orbit"] == "space"
    strengths = [piece.strength for piece in reading.pieces]
    assert max(strengths) == 3
    assert explain.read(result, LESSON.defaults, "xyzzy").words == ()
    same = explain.read(result, LESSON.defaults, "orbit rocket reached")
    other = explain.read(result, LESSON.defaults, "reached rocket orbit")
    np.testing.assert_allclose(same.p, other.p, rtol=1e-4)  # order does not count
    assert float(same.p.sum()) == pytest.approx(1, rel=1e-5)


def test_a_message_of_validation_is_read_as_in_training():
    result = train()
    assert result.messages
    for message in result.messages[:5]:
        assert len(message.text) <= MAX_CHARACTERS
        reading = explain.reread(result, LESSON.defaults, message)
        fresh = explain.read(result, LESSON.defaults, message.text)
        np.testing.assert_allclose(reading.p, fresh.p, rtol=1e-3, atol=1e-5)
        assert [p.to for p in reading.pieces] == [p.to for p in fresh.pieces]


def test_mistakes_come_first_and_every_cell_offered_has_messages():
    result = train(size=50)
    cells = pictures.cells(result)
    wrong = [i != j for i, j, _ in cells]
    assert wrong == sorted(wrong, reverse=True)
    assert any(wrong)
    for cell in cells:
        assert result.confusion[cell[:2]] == cell[2]
        messages = pictures.in_cell(result, cell)
        sure = [m.p.max() for m in messages]
        assert sure == sorted(sure, reverse=True)
        assert messages


def test_telling_words_push_to_their_class_and_are_not_rare():
    result = train()
    top_words = dict(zip(result.names, result.telling, strict=True))
    assert {"satellite", "probe", "flight"} & {word for word, *_ in top_words["space"]}
    for words in result.telling:
        pushes = [push for _, push, _ in words]
        assert pushes == sorted(pushes, reverse=True)
        assert min(pushes) > 0
        assert min(n for *_, n in words) >= least_messages(result.n_train) == 3


def test_a_large_first_layer_is_cached_in_lower_precision_with_the_same_answers(
    monkeypatch,
):
    whole = train(size=1000)
    monkeypatch.setattr("lessons.text_classification.training.LARGE", 1000)
    half = finish(training(arguments(size=1000)))
    assert half.weights[FIRST].dtype == np.float16
    for text in newsgroups.course_messages("en", "test").texts[:6]:
        a, b = (explain.read(one, LESSON.defaults, text).p for one in (whole, half))
        np.testing.assert_allclose(a, b, atol=5e-3)
    assert LARGE > 1000 * 100


def test_an_uploaded_file_is_trained_on_and_cached_separately():
    own = own_of(CSV)
    assert sources.used_source({"source": "upload"}, "") == "messages"
    result = train(own, source="upload", n_epochs=20, batch_size=10)
    assert result.names == ("day", "night")
    assert (result.n_train, result.n_validation, result.n_test) == (12, 3, 3)
    assert result.accuracy == result.test_accuracy == 100
    pair = sources.parts(own_texts.unpack(own))
    assert not set(pair[0].texts) & set(pair[1].texts)
    small = own_of(b"text,label\na,x\nb,x\nc,y\nd,y\ne,z\nf,z\n")
    two = sources.parts(own_texts.unpack(small))
    assert [len(part.texts) for part in two] == [3, 3]


def test_validation_and_test_are_halves_of_what_is_held_out():
    for lang in LANGUAGES:
        now = sources.training_arguments(LESSON.defaults, lang, "")
        both = sources.split(now)
        three = [set(part.texts) for part in (both.train, both.validation, both.test)]
        assert [len(part) for part in three] == [132, 33, 33]
        assert not three[0] & three[1] and not three[1] & three[2]
        assert not three[0] & three[2]
        for part in (both.validation, both.test):
            assert np.bincount(part.labels).min() >= 9


def test_our_messages_stand_in_for_what_is_not_there_and_depend_on_the_language():
    assert arguments()["source"] == "messages"
    assert "headers" not in arguments()
    assert arguments()["lang"] == "en"
    assert sources.training_arguments(LESSON.defaults, "fr", "") != arguments()
    texts = {lang: sources.own_messages(lang)["train_texts"] for lang in LANGUAGES}
    assert len(texts["fr"]) == len(texts["en"]) == 132
    assert texts["fr"][0] != texts["en"][0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_sentence(lang):
    words = PageText("text_classification", lang)
    assert set(words.labels("fetch.failed")) == set(REASONS)
    assert {"missing", "damaged"} <= set(words.labels("training.failed"))
    reasons = set(words.labels("csv.refused")) | set(load_messages(lang)["table"])
    assert reasons == {"large", "windows", *own_texts.REASONS}
    assert f"{2 * 66 + 66}" in words.labels("instead")["newsgroups"]
    assert {*exercises.MESSAGE.reasons} <= {*words.refusal_messages("message")}


def test_malformed_files_are_refused_with_a_reason_that_has_a_sentence():
    bad = [b"", b"text,label\n", b"a,b\n1,2\n", b"\xff\xfe\x00", b"PK\x03\x04zip"]
    bad += [b"text,label\n" + b"x,a\n" * 9, b'text,label\n"x,a\n']
    for content in bad:
        with pytest.raises(ParseError) as refusal:
            own_texts.check_file(content)
        assert str(refusal.value) in own_texts.REASONS
    assert own_texts.check_file(CSV) == (CSV, 0)


def test_groups_are_read_and_picked_in_order():
    control = LESSON["categories"]
    assert control.parse("sci.space, alt.atheism") == ("alt.atheism", "sci.space")
    assert set(control.default) <= set(sources.GROUPS)
    assert len(set(sources.GROUPS)) == 20
    (part,) = control.parts(control.default, {})
    assert control.parse(control.write(part.with_value(sources.GROUPS[:3])))
    with pytest.raises(ParseError, match="few"):
        control.parse(control.write(part.with_value(sources.GROUPS[:1])))


def test_the_bag_question_is_answered_by_the_bags():
    how = LESSON.defaults | {"mine": OTHERS[0]}
    assert bag(None, how) == "same"  # another order
    upper = {"mine": OTHERS[1]}
    assert bag(None, how | upper | {"lower": True}) == "same"
    assert bag(None, how | upper | {"lower": False}) == "other"
    commas = {"mine": OTHERS[2]}
    assert bag(None, how | commas | {"tokens": "spaces"}) == "other"
    assert bag(None, how | commas | {"tokens": "letters"}) == "same"
    twice = {"mine": OTHERS[4]}
    assert bag(None, how | twice | {"tfidf": True}) == "same"
    assert bag(None, how | twice | {"tfidf": False}) == "other"
    assert weights(None, how | {"size": 200, "hidden": 10}) == 2000


def test_the_log_names_scenarios_and_else_what_was_changed():
    now = LESSON.scenario_settings("article")
    assert pictures.scenario(LESSON, now) == "article"
    assert pictures.scenario(LESSON, now | {"seed": 3}) == ""
    settings = LESSON.defaults | {"size": 200, "tfidf": False}
    assert pictures.changed_settings(LESSON, settings) == "size=200, tfidf=False"


def test_the_code_shown_is_narrow_and_the_files_run_alone_with_their_texts(tmp_path):
    for tool in TOOLS:
        for name in ("make_bags", "BagNet", "train_epoch"):
            for line in visible_source(getattr(tool, name)).splitlines():
                assert len(line[8:] if line.startswith(" " * 8) else line) <= 50
        assert "sklearn" not in inspect.getsource(tool)
    own = {c.name: LESSON.defaults[c.name] for c in LESSON.controls_with_use("trained")}
    own |= sources.own_messages("fr") | {"n_epochs": 3, "batch_size": 25}
    texts = [lesson_files.standalone_script(tool, own) for tool in TOOLS]
    for output, tool in zip(run_alone(texts, tmp_path), TOOLS, strict=True):
        expected = tool.run(**own)
        assert [float(n) for n in output.split()] == pytest.approx(expected, rel=1e-4)


# ---- on the real messages ----


@real
@pytest.mark.parametrize("changes", [{}, {"headers": True, "quotes": True}])
def test_a_notebook_fetches_the_messages_that_its_page_learns_from(changes):
    settings = LESSON.defaults | changes
    messages = fetch(**sources.fetch_arguments(settings))
    both = sources.split(sources.training_arguments(settings, "en", ""))
    parts = ("train_texts", both.train), ("validation_texts", both.validation)
    for name, part in parts:
        page = sources.pairs(part)
        assert [label for label, _ in messages[name]] == [label for label, _ in page]
        if not changes:  # in some copies a tabulator ends each line: no header is found
            texts = [text.split() for _, text in messages[name]]
            assert texts == [text.split() for _, text in page]
    book = json.loads(page_notebook("text_classification", "en", settings, None))
    cells = ["".join(cell["source"]) for cell in book["cells"]]
    fetch_cell = cells[
        cells.index(lesson_files.fetch_source("text_classification").rstrip()) + 1
    ]
    assert fetch_cell.startswith(
        "download = True\nif download:\n    settings |= fetch("
    )
    assert ("'quotes'" in fetch_cell) == bool(changes)


def test_a_notebook_of_the_courses_messages_fetches_nothing(monkeypatch):
    monkeypatch.setattr(newsgroups, "is_cached", lambda: False)
    assert sources.fetch_arguments(LESSON.defaults) is None
    assert sources.fetch_arguments(LESSON.defaults | {"source": "upload"}) is None


@real
def test_ours_reaches_95_percent_at_three_seeds():
    for seed in range(3):
        result = train(seed=seed)
        sizes = result.n_train, result.n_validation, result.n_test
        assert sizes == (1774, 590, 590)
        assert result.accuracy >= 95
        assert result.source == "newsgroups"


@real
def test_headers_give_the_answer_away():
    bare = {"headers": True, "footers": True, "quotes": True}
    assert train(**bare).accuracy < train().accuracy - 4


@real
def test_the_article_counts_the_words_it_is_measured_on_and_drops_124_messages():
    """Its training takes ten seconds: tests/benchmarks measures it."""
    trainer = Trainer(arguments(**ARTICLE))
    assert trainer.n_dropped == 1774 % 150 == 124
    assert len(trainer.vocabulary) > 100_000
    one = Trainer(arguments(**ARTICLE | {"from_validation": False}))
    assert len(trainer.vocabulary) - len(one.vocabulary) > 20_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_courses_messages_have_no_parts_to_cut_off_and_say_so(lang, monkeypatch):
    monkeypatch.setattr(newsgroups, "is_cached", lambda: False)
    sentence = PageText("text_classification", lang).text("bare")
    assert sentence not in page_text(open_page("text_classification", lang))
    bare = {"text_classification.scenario": "bare"}
    assert sentence in page_text(open_page("text_classification", lang, **bare))
