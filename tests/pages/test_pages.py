"""Every page in both languages: at the ends of each control, and after odd links."""

import random
import re
import string

import pytest
from streamlit.testing.v1 import AppTest

from app.compute import prefetch
from app.compute.result_cache import RESULTS
from app.content.catalogue import LANGUAGES, ROOT, PageText, load_messages
from app.content.number_format import format_number, format_quantity
from app.state.link import control_key as key
from app.state.link import is_linked, read_link
from lessons import SLUGS, lesson
from tests.course import RECORDED_SLUGS, SHOWN_WITH, TEXT_CONTROLS, extreme_settings
from tests.pages.app_page import (
    check_text,
    open_page,
    page_text,
    player_parts,
    printed_output,
    read_recording,
    set_control,
    to_recording,
)

SECONDS = 30
GRAPH, AFTER = "computation_graph.", "after_backward"


PREFETCHED = [s for s in SLUGS if prefetch.page_tasks(s, lesson(s).defaults)]


@pytest.mark.parametrize("slug", PREFETCHED)
def test_prefetched_trainings_are_those_the_page_requests(slug):
    *_, settings = prefetch.likely_settings(slug)
    keys = {task.key for task in prefetch.page_tasks(slug, settings)}
    page = lesson(slug)
    link = {n: page[n].write(v) for n, v in settings.items() if v != page.defaults[n]}
    app = open_page(slug, **{key(slug, name): value for name, value in link.items()})
    assert not app.exception
    assert keys <= {own_key for own_key in keys if RESULTS.peek(own_key) is not None}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_opens_with_its_question(slug, lang):
    app = open_page(slug, lang)
    check_text(app, lang)
    assert app.title[0].value == PageText(slug, lang).text("question")
    if slug in RECORDED_SLUGS:
        head, tables = read_recording(app)
        assert head["steps"] > 0
        assert tables["verdict"].size
    for choice in (*app.get("button_group"), *app.radio):
        is_labelled = choice.proto.label and not choice.proto.label_visibility.value
        assert is_labelled or choice.key == f"language.{lang}", choice.key


ENDS = [
    (slug, settings)
    for slug in SLUGS
    for settings in extreme_settings(lesson(slug).controls)
]
"""What is shown there in the other language fills the same placeholders."""


@pytest.mark.parametrize(
    ("slug", "settings", "lang"),
    [(*end, LANGUAGES[(i + i // 2) % 2]) for i, end in enumerate(ENDS)],
    ids=str,
)
def test_a_page_holds_at_both_ends_of_each_control(slug, settings, lang):
    controls = {name: lesson(slug)[name] for name in settings}
    link = {key(slug, name): controls[name].write(v) for name, v in settings.items()}
    app = open_page(slug, lang, **link)
    text = check_text(app, lang)
    assert load_messages(lang)["app"]["ignored"].split("{")[0] not in text
    differences = {n: v for n, v in settings.items() if v != controls[n].default}
    differences = [n for n in differences if is_linked(controls[n], differences)]
    assert set(app.query_params) == {"lang", *(key(slug, name) for name in differences)}
    if slug in RECORDED_SLUGS:
        head, _ = read_recording(app)
        for name in set(head["axes"]) & set(settings):
            assert head["axes"][name][head["start"][name]] == settings[name]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_widget_trains_anew_and_writes_the_link(slug):
    """What it does to a short training, it does to a long one."""
    controls = lesson(slug).controls_with_use("trained")
    last = [control for control in controls if control.name == "n_epochs"]
    app = open_page(slug, **{key(slug, c.name): c.write(c.values[0]) for c in last})
    for control in [*(c for c in controls if c not in last), *last]:
        end = next(v for v in control.values[::-1] if v != control.default)
        shown_with = SHOWN_WITH.get((slug, control.name), {})
        for other, value in shown_with.items():
            set_control(app, slug, other, value)
        set_control(app, slug, control.name, end)
        check_text(app, "fr")
        assert app.query_params[key(slug, control.name)] == control.write(end)
        set_control(app, slug, control.name, control.default)
        assert key(slug, control.name) not in app.query_params
        for other in shown_with:
            set_control(app, slug, other, lesson(slug)[other].default)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("slug", "name"), TEXT_CONTROLS)
def test_a_text_that_cannot_be_read_is_explained_and_changes_nothing(
    slug, name, lang, request
):
    if (slug, name) == ("text_classification", "categories"):  # the real ones alone
        request.getfixturevalue("real_newsgroups")
    control, words = lesson(slug)[name], PageText(slug, lang)
    good, widget = control.samples[0], key(slug, name)
    shown_with = {
        key(slug, other): value
        for other, value in SHOWN_WITH.get((slug, name), {}).items()
    }
    app = open_page(slug, lang, **shown_with, **{widget: control.write(good)})
    for text, reason in control.invalid_samples.items():
        app.text_input(key=widget).set_value(text).run()
        with pytest.raises(ValueError, match=reason) as error:
            control.parse(text)
        details = {name: control.write(good)} | getattr(error.value, "details", {})
        assert words.refusal_message(name, reason, details) in check_text(app, lang)
        assert app.query_params[widget] == control.write(good)
    app.text_input(key=widget).set_value(control.write(good)).run()
    assert app.session_state["page_states"][slug].settings[name] == good


@pytest.mark.parametrize(
    ("slug", "name", "text", "value"),
    [
        ("autograd", "expression", "1,5*a", "1.5*a"),
        ("autograd", "v", "0,5;0;0;−1", (0.5, 0, 0, -1)),
        ("playground", "points", "A0,5 −1,2 b0 1", ((0.5, -1.2, 0), (0, 1, 1))),
        ("tensors", "shape", "torch.Size([2, 3])", (2, 3)),
        ("broadcasting", "shape_a", "5 4", (5, 4)),
        ("losses", "y_pred", "2,0;-0,5;0,8", (2, -0.5, 0.8)),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_typed_as_people_write_them(slug, name, text, value, lang):
    app, widget = open_page(slug, lang), key(slug, name)
    if (slug, name) == ("playground", "points"):
        app = open_page(slug, lang, **{key(slug, "data"): "own"})
    app.text_input(key=widget).set_value(text).run()
    check_text(app, lang)
    assert app.session_state["page_states"][slug].settings[name] == value
    assert app.text_input(key=widget).value == text


def test_a_part_of_what_is_typed_is_set_by_a_widget_and_shows_what_is_typed():
    app, text = open_page("indexing"), "indexing.index"
    app.select_slider(key="indexing/index/start").set_value(-3).run()
    assert app.text_input(key=text).value == "-3:, ::2"
    app.text_input(key=text).set_value("x[2, 1:]").run()
    check_text(app, "fr")
    assert app.segmented_control(key="indexing/index/kind").value == "number"
    assert app.select_slider(key="indexing/index/at").value == 2
    app.segmented_control(key="indexing/index/kind").set_value("list").run()
    assert app.query_params[text] == "[0, 3], 1:"
    app.segmented_control(key="indexing.axis").set_value(1).run()
    app.segmented_control(key="indexing.order").set_value(1).run()
    assert app.segmented_control(key="indexing.axis").value == 0
    assert "IndexError: too many indices" in "".join(printed_output(app))


@pytest.mark.parametrize("slug", SLUGS)
def test_reset_brings_a_first_visit_back(slug):
    control = lesson(slug).controls[-1]
    app = open_page(
        slug, **{key(slug, control.name): control.write(control.values[-1])}
    )
    app.button(key=f"{slug}/reset").click().run()
    check_text(app, "fr")
    assert dict(app.query_params) == {"lang": "fr"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_invalid_link_shows_a_warning_and_the_page(lang):
    app = open_page("linear_regression", lang, **{"linear_regression.lr": "7"})
    text = check_text(app, lang)
    assert "linear_regression.lr" in text
    assert app.title[0].value == PageText("linear_regression", lang).text("question")


def test_the_valid_part_of_a_link_is_applied():
    link = {"linear_regression.noise": "0.3", "linear_regression.lr": "x"}
    app = open_page("linear_regression", **link)
    noise = app.select_slider(key="linear_regression.noise")
    assert noise.value == 0.3


CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
"""Markdown's code: as many quotes at its end as at its beginning."""

HOSTILE = (
    *(
        "nan",
        "inf",
        "-1",
        "1e309",
        "",
        " ",
        "0x10",
        "1_0",
        "٣",
        "💥",
        "null",
        "[]",
        "{lr}",
    ),
    *("<script>alert(1)</script>", "'; DROP TABLE", "../../etc/passwd", "a" * 3000),
    *("__import__('os').system('id')", "{0.__class__}", "%s%n", "%00", "\0", "\u202e"),
    *("${7*7}", ":red[evil]", "`evil`", "**evil**", "[evil](//evil.example)", "$evil$"),
    *(
        "<img src=x onerror=evil>",
        "A~<i>evil</i>",
        "B~**evil**",
        "C~:red evil",
        "A,lr:",
    ),
    *("D~$evil$", "A,lr:nan~x", "a0 0 " * 2000, "9" * 5000, "e\u0301" * 900),
)
"""What a stranger may write into a link."""
TROUBLE = re.compile(r"evil|alert|DROP|passwd|__|7\*7|\u202e")
"""What shows, outside quotes of code, that a stranger's text is taken for more."""


def odd_links(count, seed=0):
    """Right, wrong and hostile links, always the same ones; some name a thing twice."""
    rng = random.Random(seed)
    more = ("t", "pin", "by", "scenario", "exercise", "projector", "__class__", "")
    for _ in range(count):
        slug = rng.choice(SLUGS)
        link = {"lang": [rng.choice(["fr", "en", "xx", "<b>", ""])]}
        for _ in range(rng.randint(0, 6)):
            control = rng.choice(lesson(slug).controls)
            random_text = "".join(rng.choices(string.printable, k=rng.randint(1, 12)))
            names = [control.name] * 4 + [
                random_text,
                rng.choice(more),
                rng.choice(more),
            ]
            name = rng.choice(
                [key(slug, rng.choice(names))] * 6 + [random_text, *HOSTILE[-20:]]
            )
            right = control.write(rng.choice(control.values))
            texts = rng.choice([right, right, rng.choice(HOSTILE), random_text])
            link[name] = [texts, *rng.choices(HOSTILE, k=rng.choice([0, 0, 0, 1, 3]))]
        if rng.random() < 0.2:
            link[key(slug, "pin")] = rng.sample(HOSTILE, 20)
        yield slug, link


def test_1000_hostile_links_give_no_traceback():
    """All are read; every twentieth is opened, by one reader, who sees a warning."""
    app = open_page("home")
    for i, (slug, link) in enumerate(odd_links(1000)):
        page = lesson(slug)
        values, ignored_keys = read_link(slug, page, link)
        controls = [control.name for control in page.controls]
        for name in set(values) & set(controls):
            assert page[name].check(values[name]) == values[name], link
        assert set(values) <= {*controls, "t", "pins", "by", "exercise"}
        other_keys = {f"{slug}.scenario", f"{slug}.pin"}
        all_keys = {
            "lang",
            *other_keys,
            *ignored_keys,
            *(key(slug, name) for name in values),
        }
        others = {name for name in link if name.partition(".")[0] in {*SLUGS} - {slug}}
        assert set(link) <= all_keys | others, link
        if i % 20:
            continue
        app.session_state["page"] = None  # a link to the page it is on counts too
        app.query_params.clear()
        for name, texts in link.items():
            app.query_params[name] = texts
        app.switch_page(f"../pages/{slug}.py").run()
        lang = app.session_state["lang"]
        text = page_text(app)
        assert not app.exception, link
        assert load_messages(lang)["failure"]["text"] not in text, link
        assert app.title[0].value == PageText(slug, lang).text("question")
        warning = load_messages(lang)["app"]["ignored"].split("{")[0]
        assert (warning in text) == bool(ignored_keys), link
        assert not TROUBLE.search(CODE_SPAN.sub("", text)), link
        bodies = [element.body for element in app.get("html")]
        assert not re.search("<(i|img|script)>", "".join(bodies)), link


def test_the_address_without_a_slug_shows_the_first_page():
    app = AppTest.from_file(
        str(ROOT / "app" / "router.py"), default_timeout=SECONDS
    ).run()
    assert app.title[0].value == PageText(SLUGS[0], "fr").text("question")


def test_numpy_torch_and_least_squares_stand_side_by_side():
    link = {"linear_regression.n_epochs": "1000"}
    app = open_page("linear_regression", **link)
    (body,) = [e.body for e in app.get("html") if "Moindres" in e.body]
    rows = [re.findall("<t[hd][^>]*>(.*?)</t", row) for row in body.split("<tr>")[1:]]
    head, numpy, torch, _ = rows
    assert [row[0] for row in rows[1:]] == ["NumPy", "PyTorch", "Moindres carrés"]
    assert numpy[1:] == torch[1:]
    assert [row[head.index("perte")] for row in rows[1:]] == ["0,0085"] * 3


def test_three_tools_stand_side_by_side_with_the_same_losses():
    app = open_page(
        "polynomial", **{"polynomial.degree": "5", "polynomial.lr": "1e-08"}
    )
    (body,) = [e.body for e in app.get("html") if "autograd" in e.body]
    rows = [re.findall("<t[hd][^>]*>(.*?)</t", row) for row in body.split("<tr>")[1:]]
    assert rows[0][1:] == ["NumPy", "tenseurs", "autograd"]
    assert [row[0] for row in rows[1:]] == [
        format_number(updates, "fr") for updates in range(0, 2001, 100)
    ]
    for _, *losses in rows[1:]:
        assert losses == [losses[0]] * 3
    loss = read_recording(app)[1]["loss"][
        lesson("polynomial")["lr"].values.index(1e-8), 200
    ]
    assert rows[-1][1] == format_quantity("loss", loss, "fr")


@pytest.mark.parametrize("measure", ["epochs", "updates", "time"])
def test_the_race_says_what_each_has_done(measure):
    text = check_text(open_page("batches", **{"batches.measure": measure}), "fr")
    expected = {
        "epochs": "20 mises à jour, le mini-lot 100, le lot d’un seul exemple 1",
        "updates": "a vu 16\u202f000 exemples, le mini-lot 3\u202f200, le lot d",
        "time": "ms, le lot complet a fait",
    }
    assert expected[measure] in text.replace("\n", " ")


def test_the_real_error_of_the_name_clash_is_shown():
    output = printed_output(open_page("home"))
    assert any("partially initialized module 'torch'" in text for text in output)


def test_settings_survive_leaving_the_page_and_coming_back():
    app = open_page("linear_regression", **{"linear_regression.noise": "0.3"})
    app.query_params.clear()
    app.switch_page("../pages/batches.py").run()
    app.query_params.clear()
    app.switch_page("../pages/linear_regression.py").run()
    assert app.select_slider(key="linear_regression.noise").value == 0.3
    assert app.query_params["linear_regression.noise"] == "0.3"


def test_a_link_followed_later_moves_the_player_too():
    app = open_page("linear_regression")
    app.switch_page("../pages/batches.py").run()
    app.query_params["linear_regression.lr"] = "0.5"
    app.switch_page("../pages/linear_regression.py").run()
    preset = app.session_state["page_states"]["linear_regression"].player.preset
    values = lesson("linear_regression")["lr"].values
    assert values[preset["at"]["lr"]] == 0.5


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("function", lesson("gradient_descent")["function"].values)
def test_every_function_has_its_formula_and_its_bound(function, lang):
    link = {"gradient_descent.function": function, "gradient_descent.k": "2.0"}
    app = open_page("gradient_descent", lang, **link)
    words = PageText("gradient_descent", lang)
    text = check_text(app, lang)
    assert words.labels("shape.formulas")[function] in text
    assert words.labels("shape.meanings")[function] in text
    head, tables = read_recording(app)
    start = [head["start"][name] for name in head["axes"] if name != "lr"]
    bound = tables["bound"][tuple(start)]
    assert words.text("bound.text", bound=bound) in text


def test_a_start_that_was_let_go_is_the_start_of_the_code_and_the_link():
    link = {"gradient_descent.function": "bowl", "gradient_descent.w2": "-0.3"}
    app = open_page("gradient_descent", **link)
    head, tables = read_recording(app)
    assert head["here"]["w2"] == head["axes"]["w2"].index(-0.3)
    row = head["here"]["lr"]
    assert tables["w2"][row, 0] == pytest.approx(-0.3)


def graph_of(app):
    """The DOT and the text alternative of the graph on the page."""
    (chart,) = app.get("graphviz_chart")
    return chart.proto.spec, chart.proto.alt


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("threshold", "branches", "counts"),
    [(3.5, "false", (7, 2, 6)), (3.0, "true", (11, 2, 7))],
)
def test_the_threshold_decides_the_branch_named_on_the_page(
    threshold, branches, counts, lang
):
    app = open_page("computation_graph", lang, **{GRAPH + "threshold": str(threshold)})
    words = PageText("computation_graph", lang)
    numbers = {
        "tested": 3.0123,
        "loss": 0.8931,
        "threshold": format_number(threshold, lang),
    }
    counts = dict(zip(("operations", "leaves", "depth"), counts, strict=True))
    assert words.text(f"test.{branches}", **numbers) in page_text(app)
    assert words.text("now", **counts) in page_text(app)
    dot, alt = graph_of(app)
    assert alt == words.text("figure.alt", output="loss", **counts)
    nodes = re.findall(r" \[label=(?:\w+Backward0|AccumulateGrad)", dot)
    assert len(nodes) == counts["operations"]


@pytest.mark.parametrize("output", ["y_pred", "error", "loss"])
@pytest.mark.parametrize("leaf", ["a", "b", "x"])
def test_a_switch_takes_a_leaf_in_or_out(leaf, output):
    app = open_page("computation_graph", **{GRAPH + "output": output})
    switch = app.toggle(key=f"{GRAPH}wants_{leaf}")
    is_in_graph = f'label="{leaf} ' in graph_of(app)[0]
    assert is_in_graph == switch.value
    switch.set_value(not is_in_graph).run()
    assert (f'label="{leaf} ' in graph_of(app)[0]) != is_in_graph


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("output", ["y_pred", "error", "loss"])
def test_the_page_says_that_there_is_no_graph_without_a_leaf(output, lang):
    link = {GRAPH + "wants_a": "False", GRAPH + "wants_b": "False"}
    link |= {GRAPH + "after_backward": "True", GRAPH + "output": output}
    app = open_page("computation_graph", lang, **link)
    assert PageText("computation_graph", lang).text("nothing") in check_text(app, lang)
    assert not app.get("graphviz_chart")
    assert any("does not require grad" in text for text in printed_output(app))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("output", ["y_pred", "error", "loss"])
@pytest.mark.parametrize("shown", ["show_saved", "show_attrs"])
def test_the_page_explains_missing_saved_tensors_after_backward(shown, output, lang):
    link = {GRAPH + shown: "True", GRAPH + "output": output}
    before = open_page("computation_graph", lang, **link)
    after = open_page("computation_graph", lang, **link, **{GRAPH + AFTER: "True"})
    words = PageText("computation_graph", lang)
    assert words.text("refused") in check_text(after, lang)
    assert words.text("refused") not in check_text(before, lang)
    assert printed_output(after)[0].startswith(
        "RuntimeError: Trying to backward through"
    )
    plain_graph = open_page("computation_graph", lang, **{GRAPH + "output": output})
    assert graph_of(after)[0] == graph_of(plain_graph)[0] != graph_of(before)[0]
    only = open_page("computation_graph", lang, **{GRAPH + AFTER: "True"})
    assert words.text("passed") in check_text(only, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_graph_can_be_taken_away_under_a_name_of_the_language(lang):
    app = open_page("computation_graph", lang)
    file = PageText("computation_graph", lang).text("figure.file", output="loss")
    buttons = [button.proto for button in app.get("download_button")]
    labels = [button.label for button in buttons]
    assert load_messages(lang)["app"]["dot"] in labels
    assert [part["file"] for part in player_parts(app) if "file" in part] == [file]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_scenario_opens_by_link_and_shows_what_it_says(slug):
    """The languages by turns, another one first on the next page."""
    for i, scenario in enumerate(lesson(slug).scenarios, SLUGS.index(slug)):
        lang = LANGUAGES[i % 2]
        app = open_page(slug, lang, **{f"{slug}.scenario": scenario.name})
        text = check_text(app, lang)
        assert load_messages(lang)["app"]["ignored"].split("{")[0] not in text
        expected = {
            key(slug, name): lesson(slug)[name].write(value)
            for name, value in scenario.settings.items()
            if value != lesson(slug)[name].default
        }
        for name, step in scenario.steps.items():
            expected[key(slug, "at")] = f"{name}:{step}"
        assert dict(app.query_params) == {"lang": lang} | expected
        if slug in RECORDED_SLUGS:
            head, tables = read_recording(app)
            axes = head["axes"]
            at = {name: axes[name][head["start"][name]] for name in axes}
            kind = int(to_recording(head, tables).at("verdict", **at))
            assert head["facts"]["verdicts"][kind] == scenario.verdict, scenario


def test_a_link_to_a_moment_opens_at_its_step():
    app = open_page("linear_regression", **{"linear_regression.t": "37"})
    head, _ = read_recording(app)
    assert head["start"]["t"] == 37
    assert app.query_params["linear_regression.t"] == "37"
