"""Write app/server/fonts: subsets of Streamlit's fonts, with the letters of the course.

    pip install "fonttools[woff]" && python .ci/fonts.py

Run it after an update of Streamlit, or when a test misses a letter or an icon.
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
ICON_FONT = "MaterialSymbols-Rounded"
AXES = {
    "SourceSansVF-Upright": {"wght": (400, 700)},
    "SourceSansVF-Italic": {"wght": (400, 700)},
    "SourceCodeVF-Upright": {"wght": (400, 700)},
    "SourceSerifVariable-Roman": {"wght": (400, 700), "opsz": 20},
}
"""Ranges of the variable axes that are kept; the optical size is that of a heading."""

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
"""Code points that readers may type, in any language of western Europe."""


def read_files(root: Path, *patterns: str) -> Iterable[str]:
    """Return the text of each file that matches a pattern."""
    for pattern in patterns:
        for file in sorted(root.glob(pattern)):
            yield file.read_text("utf-8")


def course_text() -> str:
    """Return the text of all files whose words may be shown."""
    ends = ("lessons/**/*.{}", "app/**/*.{}", "pages/**/*.{}")
    kinds = [end.format(kind) for end in ends for kind in ("py", "md", "js", "toml")]
    return "".join(read_files(ROOT, *kinds))


def code_points() -> list[int]:
    """Return the code points to keep: those of the course, and those of LATIN."""
    return sorted({ord(each) for each in course_text()}.union(LATIN))


def icon_names() -> set[str]:
    """Return the names of the icons in Streamlit's scripts and in the course."""
    code = "".join(read_files(STATIC, "js/*.js")) + course_text()
    return set(re.findall(r":material/(\w+):", code))


def icon_glyphs(font: TTFont, names: set[str]) -> dict[str, str]:
    """Return the glyph of each icon, which is a ligature of the letters of its name."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    glyphs = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, ligatures in getattr(table, "ligatures", {}).items():
                for each in ligatures:
                    parts = (first, *each.Component)
                    name = "".join(letters.get(part, "?") for part in parts)
                    if name in names:
                        glyphs[name] = each.LigGlyph
    return glyphs


def write_subset(name: str) -> None:
    """Write the subset of one font."""
    (source,) = STATIC.glob(f"media/{name}*.woff2")
    font = TTFont(source)
    if "fvar" in font:
        pinned = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        font = instancer.instantiateVariableFont(font, AXES.get(name, pinned))
        buffer = BytesIO()
        font.save(buffer)
        font = TTFont(buffer)
    options = subset.Options(flavor="woff2", layout_closure=name != ICON_FONT)
    subsetter = subset.Subsetter(options)
    if name == ICON_FONT:
        glyphs = icon_glyphs(font, icon_names()).values()
        subsetter.populate(glyphs=glyphs, unicodes=range(0x20, 0x7B))
    else:
        subsetter.populate(unicodes=code_points())
    subsetter.subset(font)
    out = ROOT / "app" / "server" / "fonts" / f"{name}.woff2"
    subset.save_font(font, out, options)
    print(name, source.stat().st_size, "→", out.stat().st_size)


if __name__ == "__main__":
    for name in (*AXES, ICON_FONT):
        write_subset(name)
