"""Fashion-MNIST: 70 000 small pictures of clothes in ten classes, by Zalando Research.

The whole set is looked for in the folder that `FASHION_MNIST_DATA` names (or else
`~/.cache/fashion-mnist`), then where Debian's package `dataset-fashion-mnist` puts it,
and downloaded otherwise. A tenth of it ships with the course, in `fashion.npz`.
"""

import hashlib
import os
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from struct import unpack_from

import numpy as np

from lessons.contract import ParseError
from lessons.data.download import Remote, download, temporary_folder
from lessons.data.sets import Images, Loading, Unavailable

NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""The classes, as the source calls them."""

MIRRORS = (
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)
DEBIAN = Path("/usr/share/datasets/fashion-mnist")
EMBEDDED = Path(__file__).with_name("fashion.npz")
UNPACK_ERRORS = (OSError, EOFError, zlib.error, zipfile.BadZipFile)
"""Errors that reading a damaged compressed file raises."""

N_EMBEDDED = {"train": 600, "test": 100}
"""Embedded images of each class."""


@dataclass(frozen=True)
class Part:
    """One of the four files of the set.

    Args:
        key: its field in `Images`.
        shape: of its array.
        remote: its addresses; the checksum is that of the unpacked file, since
            Debian's four files and Zalando's differ in the head that gzip gives them.
    """

    key: str
    shape: tuple[int, ...]
    remote: Remote


def _part(key: str, name: str, shape: tuple[int, ...], most: int, sha256: str) -> Part:
    n_bytes = int(np.prod(shape)) + 4 + 4 * len(shape)
    urls = tuple(mirror + name for mirror in MIRRORS)
    return Part(key, shape, Remote(name, urls, most, sha256, n_unpacked=n_bytes))


PARTS = (
    _part(
        "test_labels",
        "t10k-labels-idx1-ubyte.gz",
        (10_000,),
        6_000,
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    _part(
        "train_labels",
        "train-labels-idx1-ubyte.gz",
        (60_000,),
        30_000,
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
    _part(
        "test",
        "t10k-images-idx3-ubyte.gz",
        (10_000, 28, 28),
        4_500_000,
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    _part(
        "train",
        "train-images-idx3-ubyte.gz",
        (60_000, 28, 28),
        26_500_000,
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
)


def cache_folder() -> Path:
    """Return the folder for downloaded files; it need not exist."""
    cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = os.environ.get("FASHION_MNIST_DATA") or f"{cache}/fashion-mnist"
    return Path(folder).expanduser().absolute()


def find_folder(parts: tuple[Part, ...] = PARTS) -> Path | None:
    """Return the first folder with all files, or None; they may be damaged."""
    for folder in (cache_folder(), DEBIAN):
        if all((folder / part.remote.name).is_file() for part in parts):
            return folder
    return None


def load(parts: tuple[Part, ...] = PARTS) -> Loading[Images]:
    """Load the whole set; download it first if it is missing or damaged.

    Raises:
        Unavailable: with a name of the reason.
    """
    try:
        return (yield from read(parts))
    except Unavailable:
        yield from fetch(parts)
        return (yield from read(parts))


def read(parts: tuple[Part, ...] = PARTS) -> Loading[Images]:
    """Read the whole set from the first folder with all files, without network.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    folder = find_folder(parts)
    if folder is None:
        raise Unavailable("missing", str(cache_folder()))
    arrays = {}
    for i, part in enumerate(parts):
        yield i / len(parts)
        arrays[part.key] = read_part(part, folder)
    return Images(**arrays, names=NAMES, source="whole")


def read_part(part: Part, folder: Path) -> np.ndarray:
    """Return the array of one of the files, uint8, after checking size and checksum.

    Raises:
        Unavailable: "damaged".
    """
    file = folder / part.remote.name
    try:
        if file.stat().st_size > part.remote.n_bytes:
            raise Unavailable("damaged", str(file))
        content = unzip(file.read_bytes(), part.remote.n_unpacked)
        array = read_idx(content, part.shape)
    except (OSError, ParseError) as error:
        raise Unavailable("damaged", f"{file} ({error})") from error
    if hashlib.sha256(content).hexdigest() != part.remote.sha256:
        raise Unavailable("damaged", f"{file} (checksum)")
    return array


def fetch(parts: tuple[Part, ...] = PARTS) -> Loading[None]:
    """Download the files that are missing or damaged into the cache folder.

    Raises:
        Unavailable: with a name of the reason.
    """
    total = sum(part.remote.n_bytes for part in parts)
    n_bytes_before = 0
    with temporary_folder(cache_folder(), "fashion") as folder:
        for part in parts:
            try:
                read_part(part, cache_folder())
            except Unavailable:
                for progress in download(part.remote, folder):
                    yield (n_bytes_before + progress * part.remote.n_bytes) / total
                (folder / part.remote.name).replace(cache_folder() / part.remote.name)
            n_bytes_before += part.remote.n_bytes


def unzip(packed: bytes, n_bytes: int) -> bytes:
    """Unpack gzip data of a known size; use no more memory than that.

    Raises:
        ParseError: "gzip", "bomb" (more than `n_bytes`), "truncated", "trailing".
    """
    decompressor = zlib.decompressobj(31)
    try:
        content = decompressor.decompress(packed, n_bytes + 1)
    except zlib.error:
        raise ParseError("gzip") from None
    if len(content) > n_bytes:
        raise ParseError("bomb")
    if not decompressor.eof:
        raise ParseError("truncated")
    if decompressor.unused_data:
        raise ParseError("trailing")
    return content


def read_idx(content: bytes, shape: tuple[int, ...]) -> np.ndarray:
    """Read the array of an IDX file: 0, 0, type, dimensions; their sizes; the values.

    The format is described at http://yann.lecun.com/exdb/mnist/.

    Args:
        shape: the shape that the file must have.

    Returns:
        uint8, read-only.

    Raises:
        ParseError: "magic", "type", "dimensions", "sizes", "truncated", "trailing".
    """
    start = 4 + 4 * len(shape)
    if len(content) < start:
        raise ParseError("truncated")
    zeros, kind, n_dimensions = unpack_from(">HBB", content)
    if zeros:
        raise ParseError("magic")
    if kind != 8:  # unsigned bytes
        raise ParseError("type")
    if n_dimensions != len(shape):
        raise ParseError("dimensions")
    if unpack_from(f">{len(shape)}I", content, 4) != shape:
        raise ParseError("sizes")
    n_bytes = int(np.prod(shape)) + start
    if len(content) != n_bytes:
        raise ParseError("truncated" if len(content) < n_bytes else "trailing")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def load_embedded(file: Path = EMBEDDED) -> Images:
    """Load the part of the set that ships with the course.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    if not file.is_file():
        raise Unavailable("missing", str(file))
    try:
        with np.load(BytesIO(file.read_bytes()), allow_pickle=False) as archive:
            arrays = {part.key: archive[part.key] for part in PARTS}
        return Images(**arrays, names=NAMES, source="embedded")
    except (*UNPACK_ERRORS, ValueError, KeyError) as error:
        raise Unavailable("damaged", str(file)) from error


def read_licence(file: Path = EMBEDDED) -> str:
    """Return the authors and the licence of the pictures, from the embedded file."""
    with np.load(file, allow_pickle=False) as archive:
        return str(archive["licence"])


def choose(whole: Images, seed: int = 0) -> Images:
    """Return N_EMBEDDED random images of each class of the whole set, shuffled.

    The legacy generator is used because its numbers are promised never to change.
    """
    random = np.random.RandomState(seed)
    arrays = {}
    for subset, count in N_EMBEDDED.items():
        labels = getattr(whole, f"{subset}_labels")
        indices = np.concatenate(
            [
                random.permutation(np.flatnonzero(labels == label))[:count]
                for label in range(len(NAMES))
            ]
        )
        indices = random.permutation(indices)
        arrays[subset] = getattr(whole, subset)[indices]
        arrays[f"{subset}_labels"] = labels[indices]
    return Images(**arrays, names=NAMES, source="embedded")


def write(images: Images, file: Path = EMBEDDED) -> None:
    """Write images and their licence to a file; the same images make the same bytes.

    The licence is read from `fashion.txt`, beside the embedded file.
    """
    licence = EMBEDDED.with_suffix(".txt").read_text("utf-8")
    arrays = {part.key: getattr(images, part.key) for part in PARTS}
    np.savez_compressed(file, licence=np.array(licence), **arrays)
