"""Words: French typography, colours, placeholders, labels."""

import pytest

from app.prose import Words, coloured, typeset


def test_french_spaces_are_not_broken():
    assert typeset("Où ? Là ; oui !", "fr") == "Où\u202f? Là\u202f; oui\u202f!"
    assert typeset("ici : là", "fr") == "ici\u00a0: là"
    assert typeset("« mot »", "fr") == "«\u202fmot\u202f»"
    assert typeset("l'axe", "fr") == "l’axe"


def test_code_keeps_its_characters():
    assert typeset("`a = b ; c` l'axe", "fr") == "`a = b ; c` l’axe"


def test_english_is_left_alone():
    assert typeset("Where ?", "en") == "Where ?"


def test_meanings_become_colours_of_the_theme():
    assert coloured("[model a] et [loss perte]") == ":blue[a] et :red[perte]"
    assert coloured("[unknown a]") == "[unknown a]"


def test_numbers_are_filled_in_the_language():
    words = Words("linear_regression", "fr")
    said = words.fill("lr = {lr}, y = a {+b} x", lr=0.1, b=-0.5)
    assert said == "lr = 0,10, y = a − 0,50 x"


def test_text_values_go_in_unchanged():
    assert Words("batches", "fr").fill("{end}", end="20") == "20"


def test_a_missing_number_is_an_error():
    with pytest.raises(KeyError):
        Words("batches", "fr").fill("{end}")


def test_a_missing_section_is_an_error():
    with pytest.raises(KeyError):
        Words("batches", "fr").text("nowhere")


def test_labels_keep_colons_of_their_words():
    assert Words("batches", "fr").labels("batch_size.values")["80"].startswith("lot")
