"""A reader's picture becomes one like the training images, or is refused."""

import io
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from lessons.contract import ParseError
from lessons.data import fashion, picture


def draw(mode="RGB", size=(120, 80), ground="white", ink="black"):
    """A tall bar left of the middle."""
    image = Image.new("RGB", size, ground)
    ImageDraw.Draw(image).rectangle((30, 10, 49, 69), fill=ink)
    return image.convert(mode)


def encode(image, kind="PNG", **options):
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
    content = encode(draw(), "JPEG")
    place = content.index(b"\xff\xc0") + 5
    return content[:place] + struct.pack(">HH", side, side) + content[place + 4 :]


def expected():
    """20 × 60 pixels: 9 × 28 in the middle."""
    pixels = np.zeros((28, 28))
    pixels[:, 10:19] = 255
    return pixels


def indexed():
    return draw().quantize(4)


def turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown a quarter turn to the right
    return encode(draw().transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)


def see_through():
    image = draw("RGBA")
    image.putalpha(image.convert("L").point(lambda grey: 255 - grey))
    return image


def phone():
    """What some phones write: a JPEG with a second picture hidden behind it."""
    return encode(draw(), "MPO", save_all=True, append_images=[draw()])


READ = {
    "RGB": encode(draw()),
    "grey": encode(draw("L")),
    "two colours": encode(draw("1")),
    "indexed": encode(indexed()),
    "transparent": encode(see_through()),
    "grey, transparent": encode(see_through().convert("LA")),
    "16 bits": encode(Image.fromarray(np.asarray(draw("L")).astype(np.uint16) * 257)),
    "turned": turned(),
    "JPEG": encode(draw(), "JPEG", quality=95),
    "grey JPEG": encode(draw("L"), "JPEG", quality=95),
    "CMYK JPEG": encode(draw("CMYK"), "JPEG", quality=95),
    "progressive JPEG": encode(draw(), "JPEG", quality=95, progressive=True),
    "WebP": encode(draw(), "WEBP", quality=95),
    "WebP without loss": encode(draw(), "WEBP", lossless=True),
    "WebP, transparent": encode(see_through(), "WEBP", lossless=True),
    "phone": phone(),
    "white on black": encode(draw(ground="black", ink="white")),
    "dark on grey": encode(draw(ground="#777777", ink="black")),
    "larger": encode(draw().resize((1200, 800), Image.Resampling.NEAREST)),
}


@pytest.mark.parametrize("name", READ)
def test_a_picture_is_trimmed_shrunk_centred_and_negated(name):
    result = picture.read(READ[name])
    assert result.pixels.shape == (28, 28) and result.pixels.dtype == np.uint8
    assert np.abs(result.pixels - expected()).mean() < 3
    assert result.negated == (name != "white on black")
    with pytest.raises(ValueError):
        result.pixels[0, 0] = 1


def photo(ground):
    """A dark shirt of 40 × 60 pixels with sleeves in the middle of 96 × 128."""
    shirt = np.zeros((128, 96), bool)
    shirt[34:94, 28:68] = shirt[34:50, 14:82] = True
    grey = np.where(shirt, 0.25 * ground, ground)
    pixels = np.round(255 * np.clip(grey, 0, 1)).astype(np.uint8)
    return encode(Image.fromarray(pixels))


DOWN, ACROSS = np.mgrid[0:1:128j, 0:1:96j]
CLOTH = 0.05 * np.random.default_rng(0).standard_normal((128, 96))
UNEVEN = {
    "light that falls off": 0.9 - 0.45 * DOWN,
    "light from a corner": 0.4 + 0.25 * ACROSS + 0.25 * DOWN,
    "a vignette": 0.9 - 0.8 * ((ACROSS - 0.5) ** 2 + (DOWN - 0.5) ** 2),
    "floor and wall": np.where(DOWN < 0.7, 0.9, 0.6),
    "a wall's corner": np.where(ACROSS < 0.8, 0.85, 0.65),
    "rough cloth": 0.75 + CLOTH,
}


@pytest.mark.parametrize("name", UNEVEN)
def test_an_uneven_background_is_removed_and_reported(name):
    even = picture.read(photo(np.full((128, 96), 0.85)))
    result = picture.read(photo(UNEVEN[name]))
    assert not even.uneven and result.uneven and result.negated
    assert np.mean((result.pixels > 100) == (even.pixels > 100)) > 0.96


@pytest.mark.parametrize("side", [1, 3])
def test_a_speck_beside_the_object_changes_nothing(side):
    ground = np.full((128, 96), 0.85)
    clean = picture.read(photo(ground))
    ground[5 : 5 + side, 6 : 6 + side] = 0.2
    assert np.array_equal(picture.read(photo(ground)).pixels, clean.pixels)


@pytest.mark.parametrize("ink, negated", [("white", False), ("black", True)])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparency_is_the_outline_whatever_the_colour(ink, negated, kind):
    image = draw(ground=ink, ink=ink)
    image.putalpha(draw("L").point(lambda grey: 255 - grey))
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    result = picture.read(encode(image, kind, **options))
    assert np.abs(result.pixels - expected()).mean() < 3
    assert result.negated == negated and not result.uneven


def test_transparent_corners_of_a_photo_are_no_outline():
    image = draw("RGBA")
    alpha = Image.new("L", image.size, 255)
    for corner in ((0, 0), (117, 0), (0, 77), (117, 77)):
        alpha.paste(0, (*corner, corner[0] + 3, corner[1] + 3))
    image.putalpha(alpha)
    result = picture.read(encode(image))
    assert np.abs(result.pixels - expected()).mean() < 3 and result.negated


def test_an_image_of_the_set_stays_what_it_is():
    """Those on black, with no faint edge that is trimmed: the same pixels come out."""
    count = 0
    for image in fashion.load_embedded().test[:300]:
        rows, columns = image.max(1), image.max(0)
        boxes = [
            [np.flatnonzero(side > at) for side in (rows, columns)] for at in (0, 30)
        ]
        ends = [[(box[0], box[-1]) for box in boxes_] for boxes_ in boxes]
        edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        if ends[0] != ends[1] or np.median(edge) > 0:
            continue
        large = Image.fromarray(image).resize((224, 224), Image.Resampling.NEAREST)
        result = picture.read(encode(large))
        assert not result.negated
        count += np.array_equal(result.pixels, image)
    assert count > 200


def animated(kind="PNG"):
    frames = [draw(), draw(ink="red")]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:])


def huge_webp():
    """A WebP whose header claims 16,383 × 16,383 pixels."""
    content = bytearray(encode(draw(), "WEBP"))
    content[26:30] = struct.pack("<HH", 16_383, 16_383)
    return bytes(content)


PLAIN = READ["RGB"]
JPEG = READ["JPEG"]
WEBP = READ["WebP"]
BIG = Image.new("L", (400, 300), 7)

MALFORMED = {
    "nothing": (b"", "empty"),
    "too many bytes": (PLAIN + bytes(picture.MAX_BYTES), "bytes"),
    "text": (b"not a picture", "format"),
    "GIF": (encode(draw("P"), "GIF"), "format"),
    "BMP": (encode(draw(), "BMP"), "format"),
    "TIFF": (encode(draw(), "TIFF"), "format"),
    "a sound": (b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(40), "format"),
    "a WebP's first bytes": (encode(draw(), "WEBP")[:24], "broken"),
    "half a WebP": (WEBP[: len(WEBP) // 2], "broken"),
    "a WebP of no kind": (WEBP[:12] + b"VP9 " + WEBP[16:], "broken"),
    "an animated WebP": (animated("WEBP"), "animated"),
    "a WebP bomb": (huge_webp(), "pixels"),
    "ICO": (encode(draw(), "ICO"), "format"),
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
    "more pixels than are read": (png(5001, 5000, bytes(10)), "pixels"),
    "a bomb that Pillow warns of": (png(10_000, 10_000), "pixels"),
    "a bomb that Pillow refuses": (png(2**31 - 1, 2**31 - 1), "pixels"),
    "a JPEG bomb": (huge_jpeg(65_000), "pixels"),
    "a real bomb": (png(15_000, 15_000, bytes(15_000 * 15_001)), "pixels"),
    "a line": (encode(Image.new("L", (400, 2))), "small"),
    "a ribbon": (encode(Image.new("L", (400, 20))), "narrow"),
    "an animation": (animated(), "animated"),
    "blank": (encode(BIG), "blank"),
    "nearly blank": (encode(BIG.point(lambda grey: grey + 5)), "blank"),
    "all transparent": (encode(Image.new("RGBA", (40, 40))), "blank"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_picture_is_refused_with_its_reason(name):
    content, reason = MALFORMED[name]
    with pytest.raises(ParseError) as error:
        picture.read(content)
    assert str(error.value) == reason, error.value.__cause__


def test_a_mode_that_is_not_read_is_refused(monkeypatch):
    monkeypatch.setattr(picture, "MODES", ("L",))
    with pytest.raises(ParseError, match="mode"):
        picture.read(PLAIN)


def test_every_reason_has_a_file():
    assert {r for _, r in MALFORMED.values()} | {"mode"} == set(picture.REASONS)


def test_truncated_or_corrupted_pictures_are_read_or_refused():
    random = np.random.default_rng(0)
    for content in (PLAIN, JPEG, READ["indexed"], READ["phone"]):
        for _ in range(60):
            bad = bytearray(content[: random.integers(1, len(content) + 1)])
            for place in random.integers(0, len(bad), 3):
                bad[place] ^= 1 << random.integers(8)
            try:
                picture.read(bytes(bad))
            except ParseError as error:
                assert str(error) in picture.REASONS


def test_the_largest_picture_takes_little_time():
    noise = np.random.default_rng(0).integers(0, 255, (400, 400), dtype=np.uint8)
    large = Image.fromarray(noise).resize((5712, 4284), Image.Resampling.NEAREST)
    content = encode(large.convert("RGB"), "JPEG")
    start = time.process_time()
    assert picture.read(content).pixels.shape == (28, 28)
    assert time.process_time() - start < 1.5
