"""Make app/server/fonts anew: Streamlit's fonts with the letters of the course alone.

    pip install "fonttools[woff]" && python .ci/fonts.py

Run it after a new version of Streamlit, or where a test misses a letter or a sign.
"""

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parents[1]
STATIC = Path(streamlit.__file__).parent / "static" / "static"
SIGNS = "MaterialSymbols-Rounded"
AXES = {
    "SourceSansVF-Upright": {"wght": (400, 700)},
    "SourceSansVF-Italic": {"wght": (400, 700)},
    "SourceCodeVF-Upright": {"wght": (400, 700)},
    "SourceSerifVariable-Roman": {"wght": (400, 700), "opsz": 20},
}
"""What is kept of each font of letters; optical sizes are one, that of a heading."""

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
"""For what readers type, in any language of western Europe."""


def texts(root: Path, *patterns: str) -> Iterable[str]:
    """What stands in these files."""
    for pattern in patterns:
        for file in sorted(root.glob(pattern)):
            yield file.read_text("utf-8")


def ours() -> str:
    """All that the course may write."""
    ends = ("lessons/**/*.{}", "app/**/*.{}", "pages/**/*.{}")
    kinds = [end.format(kind) for end in ends for kind in ("py", "md", "js", "toml")]
    return "".join(texts(ROOT, *kinds))


def letters() -> list[int]:
    """The code points that are kept: those that are used, and those of a keyboard."""
    return sorted({ord(each) for each in ours()}.union(LATIN))


def signs() -> set[str]:
    """The names of the signs that Streamlit's scripts and ours show."""
    code = "".join(texts(STATIC, "js/*.js")) + ours()
    return set(re.findall(r":material/(\w+):", code))


def glyphs(font: TTFont, names: set[str]) -> dict[str, str]:
    """The glyph that each of these names is drawn with: ligatures of their letters."""
    written = {glyph: chr(at) for at, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for each in ligatures:
                    parts = (first, *each.Component)
                    name = "".join(written.get(part, "?") for part in parts)
                    if name in names:
                        found[name] = each.LigGlyph
    return found


def make(name: str) -> None:
    """Write one of them."""
    (source,) = STATIC.glob(f"media/{name}*.woff2")
    font = TTFont(source)
    if "fvar" in font:
        pinned = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        font = instancer.instantiateVariableFont(font, AXES.get(name, pinned))
        whole = BytesIO()
        font.save(whole)
        font = TTFont(whole)
    options = subset.Options(flavor="woff2", layout_closure=name != SIGNS)
    cutter = subset.Subsetter(options)
    if name == SIGNS:
        drawn = glyphs(font, signs()).values()
        cutter.populate(glyphs=drawn, unicodes=range(0x20, 0x7B))
    else:
        cutter.populate(unicodes=letters())
    cutter.subset(font)
    out = ROOT / "app" / "server" / "fonts" / f"{name}.woff2"
    subset.save_font(font, out, options)
    print(name, source.stat().st_size, "→", out.stat().st_size)


if __name__ == "__main__":
    for name in (*AXES, SIGNS):
        make(name)
