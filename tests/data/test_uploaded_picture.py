"""A reader's picture becomes one like the training images, or is refused."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lessons.contract import Refused
from lessons.data import fashion, picture


def drawn(mode="RGB", size=(120, 80), ground="white", ink="black"):
    """A tall bar left of the middle."""
    image = Image.new("RGB", size, ground)
    ImageDraw.Draw(image).rectangle((30, 10, 49, 69), fill=ink)
    return image.convert(mode)


def saved(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name, content):
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png(width, height, rows=b"", depth=8, colours=0, more=b""):
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + more
        + chunk(b"IDAT", zlib.compress(rows, 1))
        + chunk(b"IEND", b"")
    )


def huge_jpeg(side):
    """A JPEG whose header claims a size."""
    content = saved(drawn(), "JPEG")
    place = content.index(b"\xff\xc0") + 5
    return content[:place] + struct.pack(">HH", side, side) + content[place + 4 :]


def expected():
    """20 × 60 pixels: 9 × 28 in the middle."""
    pixels = np.zeros((28, 28))
    pixels[:, 10:19] = 255
    return pixels


def indexed():
    return drawn().quantize(4)


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown a quarter turn to the right
    return saved(drawn().transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)


def see_through():
    image = drawn("RGBA")
    image.putalpha(image.convert("L").point(lambda grey: 255 - grey))
    return image


def phone():
    """What some phones write: a JPEG with a second picture hidden behind it."""
    return saved(drawn(), "MPO", save_all=True, append_images=[drawn()])


READ = {
    "RGB": saved(drawn()),
    "grey": saved(drawn("L")),
    "two colours": saved(drawn("1")),
    "indexed": saved(indexed()),
    "transparent": saved(see_through()),
    "grey, transparent": saved(see_through().convert("LA")),
    "16 bits": saved(Image.fromarray(np.asarray(drawn("L")).astype(np.uint16) * 257)),
    "turned": turned(),
    "JPEG": saved(drawn(), "JPEG", quality=95),
    "grey JPEG": saved(drawn("L"), "JPEG", quality=95),
    "CMYK JPEG": saved(drawn("CMYK"), "JPEG", quality=95),
    "progressive JPEG": saved(drawn(), "JPEG", quality=95, progressive=True),
    "phone": phone(),
    "white on black": saved(drawn(ground="black", ink="white")),
    "dark on grey": saved(drawn(ground="#777777", ink="black")),
    "larger": saved(drawn().resize((1200, 800), Image.Resampling.NEAREST)),
}


@pytest.mark.parametrize("name", READ)
def test_a_picture_is_trimmed_shrunk_centred_and_negated(name):
    found = picture.read(READ[name])
    assert found.pixels.shape == (28, 28) and found.pixels.dtype == np.uint8
    assert np.abs(found.pixels - expected()).mean() < 3
    assert found.negated == (name != "white on black")
    with pytest.raises(ValueError):
        found.pixels[0, 0] = 1


def test_an_image_of_the_set_stays_what_it_is():
    """Those on black, with no faint edge that is trimmed: the same pixels come out."""
    count = 0
    for image in fashion.embedded().test[:300]:
        rows, columns = image.max(1), image.max(0)
        boxes = [
            [np.flatnonzero(side > at) for side in (rows, columns)] for at in (0, 30)
        ]
        ends = [[(box[0], box[-1]) for box in boxes_] for boxes_ in boxes]
        edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        if ends[0] != ends[1] or np.median(edge) > 0:
            continue
        large = Image.fromarray(image).resize((224, 224), Image.Resampling.NEAREST)
        found = picture.read(saved(large))
        assert not found.negated
        count += np.array_equal(found.pixels, image)
    assert count > 200


def animated():
    frames = [drawn(), drawn(ink="red")]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


PLAIN = READ["RGB"]
JPEG = READ["JPEG"]
BIG = Image.new("L", (400, 300), 7)

MALFORMED = {
    "nothing": (b"", "empty"),
    "too many bytes": (PLAIN + bytes(picture.MAX_BYTES), "bytes"),
    "text": (b"not a picture", "format"),
    "GIF": (saved(drawn("P"), "GIF"), "format"),
    "BMP": (saved(drawn(), "BMP"), "format"),
    "TIFF": (saved(drawn(), "TIFF"), "format"),
    "WebP": (saved(drawn(), "WEBP"), "format"),
    "ICO": (saved(drawn(), "ICO"), "format"),
    "PDF": (b"%PDF-1.7\n" + bytes(100), "format"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "format"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "format"),
    "a pickle": (b"\x80\x04]\x94.", "format"),
    "a PNG's first bytes": (PLAIN[:8], "broken"),
    "a PNG's header": (PLAIN[:33], "broken"),
    "half a PNG": (PLAIN[: len(PLAIN) // 2], "truncated"),
    "half a JPEG": (JPEG[: len(JPEG) // 2], "truncated"),
    "a JPEG's first bytes": (JPEG[:4], "broken"),
    "a PNG with a turned bit": (
        PLAIN[:60] + bytes([PLAIN[60] ^ 8]) + PLAIN[61:],
        "broken",
    ),
    "a PNG of no kind": (png(20, 20, bytes(420), depth=3), "broken"),
    "a PNG without width": (png(0, 20), "broken"),
    "a JPEG full of zeros": (JPEG[:3] + bytes(500), "broken"),
    "PNG beginning, JPEG behind": (PLAIN[:8] + JPEG, "broken"),
    "a text that unpacks to much": (
        png(
            20,
            20,
            bytes(420),
            more=chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(10**8))),
        ),
        "broken",
    ),
    "more pixels than are read": (png(4001, 4000, bytes(10)), "pixels"),
    "a bomb that Pillow warns of": (png(10_000, 10_000), "pixels"),
    "a bomb that Pillow refuses": (png(2**31 - 1, 2**31 - 1), "pixels"),
    "a JPEG bomb": (huge_jpeg(65_000), "pixels"),
    "a real bomb": (png(15_000, 15_000, bytes(15_000 * 15_001)), "pixels"),
    "a line": (saved(Image.new("L", (400, 2))), "small"),
    "a ribbon": (saved(Image.new("L", (400, 20))), "narrow"),
    "an animation": (animated(), "animated"),
    "blank": (saved(BIG), "blank"),
    "nearly blank": (saved(BIG.point(lambda grey: grey + 5)), "blank"),
    "all transparent": (saved(Image.new("RGBA", (40, 40))), "blank"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_picture_is_refused_with_its_reason(name):
    content, reason = MALFORMED[name]
    with pytest.raises(Refused) as caught:
        picture.read(content)
    assert str(caught.value) == reason, caught.value.__cause__


def test_a_mode_that_is_not_read_is_refused(monkeypatch):
    monkeypatch.setattr(picture, "MODES", ("L",))
    with pytest.raises(Refused, match="mode"):
        picture.read(PLAIN)


def test_every_reason_has_a_file():
    assert {r for _, r in MALFORMED.values()} | {"mode"} == set(picture.REASONS)


def test_whatever_is_cut_or_turned_is_read_or_refused():
    random = np.random.default_rng(0)
    for content in (PLAIN, JPEG, READ["indexed"], READ["phone"]):
        for _ in range(60):
            bad = bytearray(content[: random.integers(1, len(content) + 1)])
            for place in random.integers(0, len(bad), 3):
                bad[place] ^= 1 << random.integers(8)
            try:
                picture.read(bytes(bad))
            except Refused as error:
                assert str(error) in picture.REASONS


def test_the_largest_picture_takes_little_time():
    noise = np.random.default_rng(0).integers(0, 255, (400, 400), dtype=np.uint8)
    large = Image.fromarray(noise).resize((4000, 4000), Image.Resampling.NEAREST)
    content = saved(large.convert("RGB"), "JPEG")
    began = time.process_time()
    assert picture.read(content).pixels.shape == (28, 28)
    assert time.process_time() - began < 1.5
