"""Fashion-MNIST: the whole set if there is one, a tenth of it in any case."""

import gzip
import hashlib
import io
import struct
from dataclasses import replace

import numpy as np
import pytest

from lessons.contract import ParseError
from lessons.data import __main__ as command
from lessons.data import fashion
from lessons.data.fashion import NAMES, PARTS
from lessons.data.sets import Unavailable
from tests.conftest import finish

REAL = fashion.find_folder()
real = pytest.mark.skipif(
    REAL is None,
    reason="no folder with Fashion-MNIST: set FASHION_MNIST_DATA, or install Debian's"
    " dataset-fashion-mnist",
)
SHAPE = (3, 28, 28)


def idx(values, kind=8):
    values = np.asarray(values, np.uint8)
    head = struct.pack(">HBB", 0, kind, values.ndim)
    return head + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


IMAGES = idx(np.arange(3 * 784) % 251).replace(
    struct.pack(">HBBI", 0, 8, 1, 3 * 784), struct.pack(">HBB3I", 0, 8, 3, *SHAPE)
)
PACKED = gzip.compress(IMAGES)


def test_an_idx_file_is_read():
    array = fashion.read_idx(fashion.unzip(PACKED, len(IMAGES)), SHAPE)
    assert array.shape == SHAPE and array.dtype == np.uint8
    assert array.ravel()[:252].tolist() == [*range(251), 0]
    with pytest.raises(ValueError):
        array[0, 0, 0] = 1


def overwrite(offset, content):
    return IMAGES[:offset] + content + IMAGES[offset + len(content) :]


MALFORMED = {
    "empty": (b"", "truncated"),
    "three bytes": (IMAGES[:3], "truncated"),
    "no sizes": (IMAGES[:12], "truncated"),
    "no values": (IMAGES[:16], "truncated"),
    "a value short": (IMAGES[:-1], "truncated"),
    "a value too many": (IMAGES + b"\0", "trailing"),
    "two files": (IMAGES + IMAGES, "trailing"),
    "wrong start": (overwrite(0, b"\1"), "magic"),
    "an image file": (b"\x89PNG\r\n\x1a\n" + bytes(3000), "magic"),
    "floats": (overwrite(2, b"\x0d"), "type"),
    "labels": (overwrite(3, b"\1"), "dimensions"),
    "more images": (overwrite(4, struct.pack(">I", 4)), "sizes"),
    "huge images": (overwrite(4, b"\xff" * 12), "sizes"),
    "no images": (overwrite(4, bytes(4)), "sizes"),
    "turned order of bytes": (overwrite(4, struct.pack("<I", 3)), "sizes"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_idx_file_is_refused_with_its_reason(name):
    content, reason = MALFORMED[name]
    with pytest.raises(ParseError) as error:
        fashion.read_idx(content, SHAPE)
    assert str(error.value) == reason


UNPACKABLE = {
    "empty": (b"", "truncated"),
    "not packed": (IMAGES, "gzip"),
    "its end missing": (PACKED[:-9], "truncated"),
    "its check missing": (PACKED[:-4], "truncated"),
    "a bit turned": (PACKED[:-6] + bytes([PACKED[-6] ^ 1]) + PACKED[-5:], "gzip"),
    "something behind": (PACKED + b"more", "trailing"),
    "two of them": (PACKED + PACKED, "trailing"),
    "a bomb": (gzip.compress(bytes(20_000_000)), "bomb"),
}


@pytest.mark.parametrize("name", UNPACKABLE)
def test_a_malformed_packing_is_refused_with_its_reason(name):
    content, reason = UNPACKABLE[name]
    with pytest.raises(ParseError) as error:
        fashion.unzip(content, len(IMAGES))
    assert str(error.value) == reason


@pytest.fixture
def small(mirror, tmp_path, monkeypatch):
    """The four parts, much smaller, on a mirror; and an empty cache folder."""
    monkeypatch.setenv("FASHION_MNIST_DATA", str(tmp_path / "cache"))
    monkeypatch.setattr(fashion, "DEBIAN", tmp_path / "debian")
    images = np.frombuffer(IMAGES, np.uint8, offset=16).reshape(SHAPE)
    parts = []
    for part in PARTS:
        content = idx(images if len(part.shape) == 3 else np.arange(3))
        remote = replace(
            part.remote,
            urls=(mirror.url(part.remote.name),),
            n_bytes=10_000,
            sha256=hashlib.sha256(content).hexdigest(),
            n_unpacked=len(content),
            stall=10,
            tries=1,
        )
        mirror.contents[part.remote.name] = gzip.compress(content)
        parts.append(replace(part, shape=(3, *part.shape[1:]), remote=remote))
    return tuple(parts)


def test_only_missing_or_damaged_files_are_fetched(small, mirror):
    with pytest.raises(Unavailable, match="missing"):
        finish(fashion.read(small))
    loading, progress = fashion.load(small), []
    with pytest.raises(StopIteration) as stop:
        while True:
            progress.append(next(loading))
    images = stop.value.value
    assert images.train.shape == SHAPE and images.test_labels.tolist() == [0, 1, 2]
    assert images.source == "whole" and images.names == NAMES
    assert all(0 <= part <= 1 for part in progress)
    assert len(mirror.requests) == 4
    file = fashion.cache_folder() / small[0].remote.name
    for content in (b"", b"no gzip", gzip.compress(idx(np.arange(3)[::-1]))):
        file.write_bytes(content)
        with pytest.raises(Unavailable, match="damaged"):
            finish(fashion.read(small))
        mirror.requests.clear()
        finish(fashion.load(small))
        assert mirror.requests == [file.name]
    assert len(list(fashion.cache_folder().iterdir())) == 4


def test_debians_folder_is_used_when_the_cache_is_empty(small, mirror):
    finish(fashion.fetch(small))
    fashion.cache_folder().rename(fashion.DEBIAN)
    mirror.requests.clear()
    assert fashion.find_folder(small) == fashion.DEBIAN
    assert finish(fashion.load(small)).nbytes == 2 * (3 * 784 + 3)
    assert mirror.requests == []


def test_leaving_a_download_keeps_what_is_whole(small, mirror):
    slow = replace(small[-1].remote, urls=(mirror.url("hang"),))
    loading = fashion.fetch((*small[:-1], replace(small[-1], remote=slow)))
    while "hang" not in mirror.requests:
        next(loading)
    loading.close()
    names = sorted(part.remote.name for part in small[:-1])
    assert sorted(file.name for file in fashion.cache_folder().iterdir()) == names


def test_the_embedded_images_are_balanced_and_credited():
    images = fashion.load_embedded()
    assert images.source == "embedded" and images.names == NAMES
    assert images.train.shape == (6000, 28, 28) and images.test.shape == (1000, 28, 28)
    assert np.bincount(images.train_labels).tolist() == [600] * 10
    assert np.bincount(images.test_labels).tolist() == [100] * 10
    assert fashion.EMBEDDED.stat().st_size <= 3_500_000
    beside = fashion.EMBEDDED.with_suffix(".txt").read_text("utf-8")
    assert fashion.read_licence() == beside
    assert "Zalando SE" in beside and "MIT License" in beside
    distinct = {image.tobytes() for image in images.train[:100]}
    assert len(distinct) == 100
    assert len(set(images.train_labels[:50])) == 10  # mixed, not class after class


def test_a_damaged_embedded_file_is_named(tmp_path):
    with pytest.raises(Unavailable, match="missing"):
        fashion.load_embedded(tmp_path / "none.npz")
    objects = io.BytesIO()
    np.savez(objects, **{p.key: np.array([{}], object) for p in PARTS})
    whole = fashion.EMBEDDED.read_bytes()
    other = io.BytesIO()
    np.savez(other, train=np.zeros(3))
    for content in (
        b"",
        b"no archive",
        whole[:100_000],
        whole[:5000] + b"?" + whole[5001:],
        objects.getvalue(),
        other.getvalue(),
    ):
        file = tmp_path / "fashion.npz"
        file.write_bytes(content)
        with pytest.raises(Unavailable, match="damaged"):
            fashion.load_embedded(file)


def test_the_choice_depends_on_the_seed_alone(tmp_path):
    random = np.random.RandomState(1)
    labels = np.repeat(np.arange(10), 700).astype(np.uint8)
    whole = fashion.Images(
        random.randint(0, 256, (7000, 28, 28), dtype=np.uint8),
        labels,
        random.randint(0, 256, (1500, 28, 28), dtype=np.uint8),
        np.repeat(np.arange(10), 150),
        NAMES,
        "whole",
    )
    one, two, other = (fashion.choose(whole, seed) for seed in (0, 0, 1))
    assert np.array_equal(one.train, two.train)
    assert not np.array_equal(one.train_labels, other.train_labels)
    assert np.bincount(one.test_labels).tolist() == [100] * 10


@real
def test_the_embedded_images_are_made_of_the_whole_set(tmp_path):
    whole = finish(fashion.read())
    assert whole.train.shape == (60_000, 28, 28) and whole.nbytes == 54_950_000
    images, again = fashion.load_embedded(), fashion.choose(whole)
    for part in PARTS:
        assert np.array_equal(getattr(images, part.key), getattr(again, part.key))


def test_the_command_tells_what_failed_and_what_to_do(monkeypatch, capsys, tmp_path):
    from lessons.data.sets import REASONS

    assert set(command.ADVICE) == set(REASONS)
    monkeypatch.setenv("FASHION_MNIST_DATA", str(tmp_path))

    def failing(reason):
        yield 0.5
        raise Unavailable(reason, "somewhere")

    one = command.DATA_SETS["fashion"]
    for reason in REASONS:
        data_set = replace(one, load=lambda reason=reason: failing(reason))
        monkeypatch.setitem(command.DATA_SETS, "fashion", data_set)
        assert command.main(["prefetch", "--only", "fashion"]) == 1
        output = capsys.readouterr().out
        assert "could not be fetched" in output and "7000 images" in output
        assert "{" not in output and "Traceback" not in output
    assert "FASHION_MNIST_DATA" in command.ADVICE["disk"].format(variable=one.variable)


def test_the_command_continues_after_a_failure_and_returns_its_status(
    monkeypatch, capsys
):
    def here():
        yield 0.5
        return "5 things in a folder"

    def unavailable():
        raise Unavailable("offline", "x")
        yield

    def interrupt():
        raise KeyboardInterrupt
        yield

    one = command.DATA_SETS["fashion"]
    for loads, status in (
        ((unavailable, here), 1),
        ((here, here), 0),
        ((interrupt, here), 130),
    ):
        for name, load in zip(command.DATA_SETS, loads, strict=True):
            monkeypatch.setitem(command.DATA_SETS, name, replace(one, load=load))
        assert command.main(["prefetch"]) == status
        assert ("5 things" in capsys.readouterr().out) == (status < 130)
    with pytest.raises(SystemExit) as error:
        command.main(["prefetch", "--only", "cats"])
    assert error.value.code == 2
