"""Codes of classes: what a class is called, and what somebody types for it."""

from hypothesis import given
from hypothesis import strategies as st

from app.activities.classroom.codes import (
    ALPHABET,
    LENGTH,
    create_code,
    create_secret,
    hash_secret,
    read_code,
)

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_a_code_has_no_sign_that_looks_like_another():
    assert not set(ALPHABET) & set("OIBSZ012568")
    assert len(set(ALPHABET)) == len(ALPHABET) == 25
    drawn = {create_code() for _ in range(200)}
    assert len(drawn) > 190
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in drawn)


@given(CODES, st.lists(st.sampled_from([" ", "-", "·", "\u00a0"]), max_size=4))
def test_a_code_is_read_however_it_is_typed(code, separators):
    assert read_code(code) == read_code(code.lower()) == code
    typed = code[:3] + "".join(separators) + code[3:]
    assert read_code(f"  {typed.lower()} ") == code


@given(st.text())
def test_what_is_read_is_a_code_or_nothing(text):
    code = read_code(text)
    assert code == "" or (len(code) == LENGTH and set(code) <= set(ALPHABET))


@given(st.text(st.characters(codec=None)))
def test_any_text_of_a_cookie_has_a_hash(secret):
    assert len(hash_secret(secret)) == 64


def test_secrets_are_long_and_differ():
    secrets = {create_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert min(map(len, secrets)) >= 22  # 128 bits in base64
