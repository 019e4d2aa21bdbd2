"""Every claim of the page about saving, on files that are really written and read."""

import importlib.metadata
import inspect
import io
import pickle
import random
import struct
import time
import warnings
import zipfile
from collections import OrderedDict
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from app.content.catalogue import LANGUAGES, PLACEHOLDER, PageText
from lessons.contract import ParseError
from lessons.saving import (
    CUTS,
    KEPT,
    LESSON,
    N_UPDATES,
    PER_EPOCH,
    VERDICTS,
    record_training,
    sessions,
    threats,
)
from lessons.saving.checkpoint import load_checkpoint, tensors, write_checkpoint
from lessons.saving.contents import rows
from lessons.saving.upload import (
    ALLOWED_GLOBALS,
    MAX_BYTES,
    REASONS,
    continue_training,
    global_names,
    read,
    resume,
)
from lessons.saving.with_torch import load, make, make_data, run, save, train
from lessons.toolkit.update_recorder import record_updates

ALL = "model_optimizer_rng"
ANSWERS = {
    "least": [
        ({"kept": "model_rng"}, "right"),
        ({"kept": ALL}, "spare"),
        ({"kept": "model"}, "apart"),
        ({"kept": "model_optimizer"}, "apart"),
    ],
    "resume": [
        ("resume_optimizer", "right"),
        ("resume_seeded", "seeded"),
        ("resume_rate", "rate"),
        ("resume_first", "first"),
    ],
}
"""For each exercise answers to its first draw, and what they are."""


def now(**settings):
    return LESSON.defaults | settings


@pytest.fixture(scope="module")
def recorded(finished):
    """A function: the recording at some settings, each made once."""
    recordings = {}

    def get(**settings):
        key = tuple(sorted(settings.items()))
        if key not in recordings:
            recordings[key] = finished(LESSON.start_recording(**now(**settings)))
        return recordings[key]

    return get


# ---- the training that is cut ----


def test_with_everything_the_resumed_run_is_the_other_bit_for_bit(recorded):
    for optimizer in ("Momentum", "Adam"):
        rec = recorded(optimizer=optimizer)
        for cut in CUTS:
            assert rec.at("apart", kept=ALL, cut=cut) == 0
            for name in ("a", "b", "full_loss"):
                line = rec.series(name, kept=ALL, cut=cut)
                assert np.array_equal(line, rec.series(f"whole_{name}"))


def test_a_missing_part_of_the_checkpoint_changes_the_run(recorded):
    for optimizer in ("Momentum", "Adam"):
        rec = recorded(optimizer=optimizer)
        for cut in CUTS:
            for kept in set(KEPT) - {ALL}:
                assert rec.at("apart", kept=kept, cut=cut) > 1e-3
                gap = rec.series("gap", kept=kept, cut=cut)
                assert not gap[: PER_EPOCH * cut + 1].any()
                assert gap.max() == rec.at("apart", kept=kept, cut=cut)


def test_sgd_in_a_fixed_order_needs_the_weights_alone(recorded):
    rec = recorded(optimizer="SGD", shuffle=False)
    assert not rec.tables["apart"].values.any()
    shuffled = recorded(optimizer="SGD")
    for kept in KEPT:
        same = shuffled.at("apart", kept=kept, cut=4) == 0
        assert same == ("rng" in kept)


@pytest.mark.parametrize(
    ("optimizer", "shuffle", "bare"),
    [
        ("Momentum", True, "neither"),
        ("Momentum", False, "no_optimizer"),
        ("SGD", True, "no_generator"),
        ("SGD", False, "same"),
    ],
)
def test_the_verdict_says_what_was_lacking(recorded, optimizer, shuffle, bare):
    rec = recorded(optimizer=optimizer, shuffle=shuffle)
    assert VERDICTS[int(rec.at("verdict", kept="model", cut=4))] == bare
    is_same = rec.tables["apart"].values == 0
    assert np.array_equal(rec.tables["verdict"].values == 0, is_same)
    alone = {"model_rng": "no_optimizer", "model_optimizer": "no_generator"}
    for kept, name in alone.items():
        found = VERDICTS[int(rec.at("verdict", kept=kept, cut=4))]
        assert found == ("same" if rec.at("apart", kept=kept, cut=4) == 0 else name)


def test_the_figure_is_what_the_plain_run_gives(recorded):
    for kept in KEPT:
        rec = recorded(optimizer="Adam")
        last = run(cut=3, kept=kept, optimizer="Adam")
        values = [rec.at(name, N_UPDATES, kept=kept, cut=3) for name in ("a", "b")]
        values.append(rec.at("loss", N_UPDATES - 1, kept=kept, cut=3))
        np.testing.assert_allclose(values, last, rtol=1e-6)


@pytest.mark.parametrize("optimizer", LESSON["optimizer"].values)
def test_the_recording_has_the_variables_of_train_before_each_update(optimizer):
    names = ("model.bias", "model.weight", "loss")
    names += ("model.bias.grad", "model.weight.grad")
    traced = record_updates(train, names, *make_data(), make(optimizer), range(3))
    assert record_training(*make_data(), make(optimizer), range(3), True) == traced
    assert train(*make_data(), make(optimizer), range(3)) == [row[2] for row in traced]


def test_the_first_orders_repeat_without_the_generator():
    trainer, other = make(), make()
    train(*make_data(), trainer, range(3))
    file = io.BytesIO()
    save(file, 3, trainer, "model_optimizer")
    file.seek(0)
    assert load(file, other) == 3
    assert torch.equal(other[2].get_state(), make()[2].get_state())
    assert not torch.equal(other[2].get_state(), trainer[2].get_state())


def test_gradients_are_those_of_the_mean_square():
    X, y = make_data()
    trainer = make()
    first, *_ = record_training(X, y, trainer, [0], False)
    a, b, loss, grad_a, grad_b = first
    x, points = X[:16, 0].double(), y[:16, 0].double()

    def measure(a, b):
        return float(((a + b * x - points) ** 2).mean())

    assert loss == pytest.approx(measure(a, b), rel=1e-5)
    h = 1e-5
    assert grad_a == pytest.approx(
        (measure(a + h, b) - measure(a - h, b)) / 2 / h, rel=1e-4
    )
    assert grad_b == pytest.approx(
        (measure(a, b + h) - measure(a, b - h)) / 2 / h, rel=1e-4
    )


def test_with_the_weights_alone_the_loss_falls_again_without_an_error(recorded):
    rec = recorded()
    line = rec.series("full_loss", kept="model", cut=4)
    assert line[-1] < 0.2 * line[PER_EPOCH * 4]


# ---- the file ----


@pytest.mark.parametrize(
    ("optimizer", "count"), [("SGD", 3), ("Momentum", 5), ("Adam", 9)]
)
def test_the_tensors_of_a_file_are_counted(optimizer, count):
    content = tensors(now(optimizer=optimizer, kept=ALL))
    assert len(content) == count
    largest = max(content, key=lambda name: content[name].numel())
    assert largest == "rng"


def test_the_table_tells_the_sizes_and_counts_what_it_hides():
    table, n_hidden = rows(now(kept=ALL))
    by = {row[0]: row for row in table}
    assert by["model.weight"][1:] == ("float32", "(1, 1)", 4)
    assert by["rng"][3] == 5056
    groups = load_checkpoint(write_checkpoint(now(kept=ALL)))["optimizer"][
        "param_groups"
    ][0]
    assert n_hidden == len(groups) - 2


def test_a_state_dict_holds_no_code():
    names = global_names(unzip(write_checkpoint(now(kept=ALL)))["archive/data.pkl"])
    assert len(names) == 4
    assert all(map(ALLOWED_GLOBALS.fullmatch, names))


def test_the_round_trip_gives_the_same_numbers():
    assert "<All keys matched successfully>" in sessions.round_trip()
    assert sessions.round_trip().endswith("True")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", 'Missing key(s) in state_dict: "bias"'),
        ("shape", "size mismatch for weight"),
        ("prefix", 'Unexpected key(s) in state_dict: "module.weight"'),
    ],
)
def test_load_state_dict_says_what_does_not_fit(name, message):
    assert message in sessions.mismatch(name)


def test_numpy_refuses_objects_by_default():
    file = io.BytesIO()
    np.save(file, np.array([{}], dtype=object), allow_pickle=True)
    file.seek(0)
    with pytest.raises(ValueError, match="allow_pickle=False"):
        np.load(file)


# ---- strangers' files ----


class Canary:
    """A pickle of it makes a file, if it is ever run."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def dump(content, **how):
    file = io.BytesIO()
    torch.save(content, file, **how)
    return file.getvalue()


def unzip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def as_zip(files, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def variant(**put):
    """The page's own file with other things at some of its keys."""
    return dump(load_checkpoint(write_checkpoint(now(kept=ALL))) | put)


def make_script():
    file = io.BytesIO()
    with pytest.warns(DeprecationWarning):
        torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), file)
    return file.getvalue()


def with_huge_storage(good):
    """Its first storage says it has 16 384 numbers; it has one."""
    files = unzip(good)
    (name,) = [name for name in files if name.endswith("data.pkl")]
    at = files[name].index(b"cpu")
    head, rest = files[name][:at], files[name][at:]
    files[name] = head + rest.replace(b"K\x01t", b"M\x00\x40t", 1)
    return as_zip(files)


def archive(tmp_path):
    """Malicious and malformed files, each with the reason why it is refused."""
    good, good_model = write_checkpoint(now(kept=ALL)), {"weight": torch.ones(1, 1)}
    canary, files = Canary(tmp_path / "canary"), unzip(good)
    bare, rng = pickle.dumps(canary, 0), torch.zeros(5056, dtype=torch.uint8)
    science = io.BytesIO()
    np.savez(science, weight=np.ones((1, 1)))
    safetensors = struct.pack("<Q", 2) + b"{}"
    weight, bias = torch.ones(1, 1), torch.ones(1)
    optimizer = load_checkpoint(good)["optimizer"]
    other = load_checkpoint(write_checkpoint(now(kept=ALL, optimizer="Adam")))[
        "optimizer"
    ]
    old = dump(good_model, _use_new_zipfile_serialization=False)
    wrapped = {f"module.{name}": value for name, value in good_model.items()}
    numbered = {"weight": weight, "bias": bias, 3: bias}
    parallel = {"module.weight": weight, "module.bias": bias}
    compiled = {"_orig_mod.weight": weight, "_orig_mod.bias": bias}
    with_prefix = variant(model=compiled)
    storage = b"\x80\x02ctorch\nFloatStorage\nJ\x00\x00\x00\x7f\x85R."
    renamed = {"archive/../../etc/passwd": b"x", **files}
    sparse = torch.ones(1, 1).to_sparse()
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    with warnings.catch_warnings():  # torch says once that it is deprecated
        warnings.simplefilter("ignore", UserWarning)
        quantized = torch.quantize_per_tensor(weight, 0.1, 0, torch.qint8)

    def with_model(**put):
        return variant(model={"weight": weight, "bias": bias} | put)

    return [
        ("nothing", b"", "empty"),
        ("text", b"weights, I promise", "not_zip"),
        ("picture", b"\x89PNG\r\n\x1a\n" + bytes(100), "not_zip"),
        ("page", b"<!doctype html><p>x</p>", "web_page"),
        ("page after a blank", b"\xef\xbb\xbf\n <html></html>", "web_page"),
        ("pointer", pointer, "pointer"),
        ("safetensors", safetensors, "not_zip"),
        ("too large", bytes(MAX_BYTES + 1), "large"),
        ("cut off", good[: len(good) // 2], "broken"),
        ("only a head", b"PK\x03\x04", "broken"),
        ("numpy", science.getvalue(), "no_pickle"),
        ("zip in zip", as_zip({"inner.zip": good}), "no_pickle"),
        ("bomb", as_zip({"a/data.pkl": bytes(10**6)}, zipfile.ZIP_DEFLATED), "bomb"),
        ("many", as_zip({f"a/data/{i}": b"" for i in range(400)}), "many"),
        ("traversal", as_zip(renamed), "name"),
        ("absolute", as_zip({"/etc/passwd": b"x", **files}), "name"),
        ("stowaway", as_zip({**files, "archive/run.py": b"x"}), "name"),
        ("two folders", as_zip({**files, "b/version": b"3"}), "broken"),
        ("script", make_script(), "script"),
        ("bare pickle", bare, "legacy"),
        ("bare pickle of now", pickle.dumps(canary), "legacy"),
        ("old format", old, "legacy"),
        ("canary", threats.archive(bare), "calls"),
        ("canary of now", threats.archive(pickle.dumps(canary)), "calls"),
        ("canary in a dict", dump({"epoch": canary, "model": {}}), "calls"),
        *((name, threats.threat(name), "calls") for name in LESSON["threat"].values),
        ("storage called", threats.archive(storage), "torch"),
        ("no pickle", threats.archive(b"hello"), "broken"),
        ("no end", threats.archive(b"\x80\x02}"), "broken"),
        ("nothing on the stack", threats.archive(b"\x80\x02u."), "torch"),
        ("missing storage", as_zip({"a/data.pkl": files["archive/data.pkl"]}), "torch"),
        ("huge storage", with_huge_storage(good), "torch"),
        ("a tensor", dump(weight), "not_dict"),
        ("a list", dump([weight]), "not_dict"),
        ("empty dict", dump({}), "missing"),
        ("no bias", dump(good_model), "missing"),
        ("other names", dump(wrapped), "missing"),
        ("of DataParallel", dump(parallel), "prefix"),
        ("of torch.compile", with_prefix, "prefix"),
        ("extra key", variant(notes=weight), "extra"),
        ("extra weight", with_model(gamma=bias), "extra"),
        ("number as key", variant(model=numbered), "extra"),
        ("thousands of keys", dump({f"k{i}": i for i in range(3000)}), "missing"),
        ("nested", with_model(weight={"a": {"b": weight}}), "type"),
        ("list of floats", with_model(weight=[1.0]), "type"),
        ("epoch as text", variant(epoch="4"), "type"),
        ("epoch as tensor", variant(epoch=torch.tensor(4)), "type"),
        ("far epoch", variant(epoch=10**9), "epoch"),
        ("epoch before", variant(epoch=-1), "epoch"),
        ("shape", with_model(weight=torch.ones(2, 1)), "shape"),
        ("expanded", with_model(weight=torch.ones(1).expand(10**9, 10**6)), "shape"),
        ("float64", with_model(bias=bias.double()), "dtype"),
        ("bytes", with_model(bias=bias.byte()), "dtype"),
        ("sparse", with_model(weight=sparse), "calls"),
        ("quantized", with_model(weight=quantized), "calls"),
        ("parameter", with_model(weight=torch.nn.Parameter(weight)), "type"),
        ("nan", with_model(bias=bias * float("nan")), "finite"),
        ("infinite", with_model(weight=weight / 0), "finite"),
        ("other optimizer", variant(optimizer=other), "optimizer"),
        ("optimizer as text", variant(optimizer="Momentum"), "optimizer"),
        ("other rate", variant(optimizer=steeper(optimizer)), "optimizer"),
        ("no state", variant(optimizer=optimizer | {"state": {}}), "missing"),
        ("generator", variant(rng=rng), "rng"),
        ("short generator", variant(rng=rng[:10]), "shape"),
    ]  # fmt: skip


def steeper(optimizer):
    (group,) = optimizer["param_groups"]
    return optimizer | {"param_groups": [group | {"lr": 1e30}]}


def test_malicious_and_malformed_files_are_refused_in_words(tmp_path):
    sentences = [
        PageText("saving", lang).labels("upload.refused") for lang in LANGUAGES
    ]
    kinds = archive(tmp_path)
    assert len(kinds) >= 20
    start = time.process_time()
    for name, data, expected in kinds:
        with pytest.raises(ParseError) as refusal:
            read(data, now())
        assert str(refusal.value) == expected, name
        for words in sentences:
            details = set(refusal.value.details)
            assert {
                match[1] for match in PLACEHOLDER.findall(words[expected])
            } <= details
    assert time.process_time() - start < 5
    assert {reason for _, _, reason in kinds} == set(REASONS)
    assert not (tmp_path / "canary").exists()


def test_the_canary_would_sing_if_a_file_were_trusted(tmp_path):
    """The test above can fail: the very same file, unpickled, makes the file."""
    canary = Canary(tmp_path / "canary")
    pickle.loads(pickle.dumps(canary)).close()
    assert (tmp_path / "canary").exists()


def test_a_file_with_spoilt_bytes_is_refused_or_harmless():
    """One byte changed, at seeded places: a reason, or a file like our own."""
    good, rng = write_checkpoint(now(kept=ALL)), random.Random(0)
    n_refused = 0
    for _ in range(60):
        data = bytearray(good)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        try:
            checkpoint = read(bytes(data), now())
        except ParseError as reason:
            assert str(reason) in REASONS
            n_refused += 1
        else:
            assert set(checkpoint) == {"epoch", "model", "optimizer", "rng"}
    assert n_refused > 20


def test_both_languages_have_a_sentence_for_every_reason():
    for lang in LANGUAGES:
        assert tuple(PageText("saving", lang).labels("upload.refused")) == REASONS


@pytest.mark.parametrize("optimizer", LESSON["optimizer"].values)
def test_a_downloaded_checkpoint_is_accepted_and_resumes(optimizer):
    settings = now(optimizer=optimizer, kept=ALL)
    losses = resume(read(write_checkpoint(settings), settings), settings)
    assert len(losses) == 12 - settings["cut"]
    assert all(one == other for one, other in losses)


def test_a_file_of_less_leaves_the_other_run():
    settings = now(kept="model")
    losses = resume(read(write_checkpoint(settings), settings), settings)
    assert any(one != other for one, other in losses)


def test_a_file_is_read_by_the_optimizer_that_is_set():
    data = write_checkpoint(now(optimizer="Adam", kept=ALL))
    epoch, losses = continue_training(data, now(optimizer="Adam"))
    assert (epoch, len(losses)) == (4, 8)
    with pytest.raises(ParseError, match="optimizer"):
        continue_training(data, now())


def test_a_bare_state_dict_counts_as_one_of_epoch_0():
    state = make()[0].state_dict()
    assert isinstance(state, OrderedDict)
    checkpoint = read(dump(state), now())
    assert checkpoint["epoch"] == 0
    assert all(one == other for one, other in resume(checkpoint, now()))


def with_addresses(data, address):
    """The same file as PyTorch 1.6 wrote it: its storages are called by address."""
    files = {"archive/version": b"3\n"}
    state = load_checkpoint(data)
    pickled = unzip(data)["archive/data.pkl"]
    for name, content in unzip(data).items():
        if name.startswith("archive/data/"):
            number = name.rpartition("/")[2]
            new = str(address + 64 * int(number))
            old, fresh = (
                b"X" + struct.pack("<I", len(text)) + text.encode()
                for text in (number, new)
            )
            assert pickled.count(old) == 1, (number, state)
            pickled = pickled.replace(old, fresh)
            files[f"archive/data/{new}"] = content
    return as_zip({**files, "archive/data.pkl": pickled})


def test_storages_called_by_address_as_pytorch_1_6_did_are_read():
    old = with_addresses(dump(make()[0].state_dict()), 94411816374336)
    checkpoint = read(old, now())
    state = make()[0].state_dict()
    assert all(torch.equal(checkpoint["model"][name], state[name]) for name in state)


@pytest.mark.parametrize(
    ("data", "reason", "sentences"),
    [
        (
            dump({"module.weight": torch.ones(1, 1), "module.bias": torch.ones(1)}),
            "prefix",
            (
                "File refused: `DataParallel` has put `module.` before each name. Keys "
                "found: `module.weight, module.bias`; keys expected: `weight, bias`. "
                "The cure, before saving: "
                '`{k.removeprefix("module."): v for k, v in state.items()}`',
                "Fichier refusé\u00a0: `DataParallel` a mis `module.` devant chaque "
                "nom. Clés trouvées\u00a0: `module.weight, module.bias`\u202f; clés "
                "attendues\u00a0: `weight, bias`. Le remède, avant "
                "d’enregistrer\u00a0: "
                '`{k.removeprefix("module."): v for k, v in state.items()}`',
            ),
        ),
        (
            dump({"bias": torch.ones(1)}),
            "missing",
            (
                "File refused: the key `weight` is missing. Keys found: `bias`; keys "
                "expected: `weight, bias`.",
                "Fichier refusé\u00a0: la clé `weight` manque. Clés trouvées\u00a0: "
                "`bias`\u202f; clés attendues\u00a0: `weight, bias`.",
            ),
        ),
        (
            dump({"epoch": 3, "model_state_dict": {}}),
            "missing",
            (
                "File refused: the key `model` is missing. Keys found: `epoch, "
                "model_state_dict`; keys expected: `epoch, model`.",
                "Fichier refusé\u00a0: la clé `model` manque. Clés trouvées\u00a0: "
                "`epoch, model_state_dict`\u202f; clés attendues\u00a0: `epoch, "
                "model`.",
            ),
        ),
    ],
)
def test_the_keys_found_stand_beside_those_expected(data, reason, sentences):
    with pytest.raises(ParseError, match=reason) as refusal:
        read(data, now())
    for lang, sentence in zip(("en", "fr"), sentences, strict=True):
        message = PageText("saving", lang).refusal_message(
            "upload", reason, refusal.value.details
        )
        assert message == sentence


def test_the_cure_makes_a_file_that_is_accepted():
    weight, bias = torch.ones(1, 1), torch.ones(1)
    state = {"module.weight": weight, "module.bias": bias}
    cured = {k.removeprefix("module."): v for k, v in state.items()}
    assert read(dump(cured), now())["model"].keys() == {"weight", "bias"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"<!doctype html>", "web_page"), (b"version https://git-lfs.g", "pointer")],
)
def test_an_unreadable_checkpoint_shows_the_message_of_torch(data, reason, tmp_path):
    file = tmp_path / "weights.pt"
    file.write_bytes(data)
    key = f"invalid load key, '{data[:1].decode()}'"
    with pytest.raises(pickle.UnpicklingError, match=key):
        torch.load(file, weights_only=False)  # our own bytes
    with pytest.raises(ParseError, match=reason):
        read(data, now())
    for lang in LANGUAGES:
        assert f"`{key}`" in PageText("saving", lang).refusal_message(
            "upload", reason, {}
        )


def test_the_bytes_loaded_are_the_bytes_inspected():
    """A second archive hidden behind the first one's end is not found by torch."""
    good = write_checkpoint(now(kept=ALL))
    with pytest.raises(ParseError):
        read(threats.threat("command") + good[:200], now())
    checkpoint = read(threats.threat("command") + good, now())
    assert torch.equal(
        checkpoint["model"]["bias"], load_checkpoint(good)["model"]["bias"]
    )


def test_pickletools_shows_the_call_and_torch_refuses_it():
    assert "GLOBAL     'posix system'" in threats.disassemble("command")
    assert "REDUCE" in threats.disassemble("command")
    assert "posix.system" in threats.refusal("command")
    assert "torch.nn.modules.linear.Linear" in threats.refusal("module")
    for name in LESSON["threat"].values:
        assert len(threats.disassemble(name).splitlines()) <= 9


def test_weights_only_does_not_limit_memory():
    assert threats.refusal("memory") == f"bytearray, {threats.SMALL}"
    assert threats.LARGE > 2 * 10**9


def test_weights_only_is_the_default():
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(io.BytesIO(threats.threat("command")))


# ---- from training to service ----


def test_the_command_torchrun_is_part_of_torch():
    points = importlib.metadata.distribution("torch").entry_points
    (run,) = (point.value for point in points if point.name == "torchrun")
    assert run == "torch.distributed.run:main"


def test_onnx_goes_through_torch_export_by_default():
    assert inspect.signature(torch.onnx.export).parameters["dynamo"].default is True


def test_torchscript_warns():
    assert "deprecated" in sessions.script()
    assert "torch.export" in sessions.script()


def test_an_export_keeps_the_number_of_rows_unless_it_is_dynamic(finished):
    export = finished(sessions.export())
    assert "AssertionError" in export.fixed
    assert "size()[0] == 3" in export.fixed
    for n in sessions.ROWS:
        assert f"torch.Size([{n}, 1])" in export.dynamic
    assert "Error" not in export.dynamic
    assert export.same
    assert "def forward(self" in export.code
    assert export.nbytes < 10_000


def test_an_export_shows_what_onnx_answers(finished, monkeypatch):
    """Another exporter stands in: the real one takes seconds."""
    model = make()[0]
    program = SimpleNamespace(
        graph_module=SimpleNamespace(code="def forward(self):\n\n    return 1"),
        module=lambda: model,
    )
    monkeypatch.setattr(torch.export, "export", lambda *a, **k: program)

    def without(*a, **k):
        raise ModuleNotFoundError("No module named 'onnxscript'")

    monkeypatch.setattr(torch.onnx, "export", without)
    export = finished(sessions.export())
    assert export.code.splitlines() == ["def forward(self):", "    return 1"]
    assert "onnxscript" in export.onnx
