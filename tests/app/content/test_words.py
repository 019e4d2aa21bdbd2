"""No text of the app contains a word that `.github/WORDS.md` bans."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def banned():
    """The phrases that the word list bans, as pairs of language and phrase."""
    rules = (ROOT / ".github/WORDS.md").read_text("utf-8").split("## Banned")[1]
    rows = re.findall(r"^\| (fr|en) \| ([^|]+) \|", rules, re.MULTILINE)
    return [(lang, phrase.strip()) for lang, row in rows for phrase in row.split(",")]


def texts(lang):
    """The files of the app's texts in a language."""
    files = [ROOT / f"app/content/{lang}.toml"]
    files += ROOT.glob(f"lessons/*/{lang}.md")
    files += ROOT.glob(f"pages/*/{lang}.md")
    return files


def contains(text, phrase):
    """Whether a text contains a phrase as whole words, code apart."""
    prose = CODE.sub(" ", text).replace("’", "'")
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", prose, re.IGNORECASE)


@pytest.mark.parametrize("lang, phrase", banned())
def test_no_text_contains_a_banned_phrase(lang, phrase):
    found = [
        str(path.relative_to(ROOT))
        for path in texts(lang)
        if contains(path.read_text("utf-8"), phrase)
    ]
    assert not found


def test_a_banned_phrase_is_found_in_prose_and_not_in_code():
    assert contains("Il suffit de lire.", "il suffit de")
    assert not contains("`il suffit de`", "il suffit de")
    assert not contains("simplement", "simple")


def test_each_language_has_its_texts():
    assert len(texts("fr")) == len(texts("en")) > 24
