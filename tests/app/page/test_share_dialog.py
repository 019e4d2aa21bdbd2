"""The picture of a link says the link."""

import io

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.components.qr_code import qr_code
from app.page.share_dialog import MAX_LENGTH


def read(png):
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return code.text


@given(st.text("abcdefgXYZ0123456789.=&?%/-_", min_size=10, max_size=400))
def test_the_code_says_the_address(text):
    assert read(qr_code(f"https://{text}")) == f"https://{text}"


@pytest.mark.parametrize("length", [60, 500, MAX_LENGTH])
def test_even_the_longest_link_has_a_code(length):
    text = "https://example.org/linear_regression?".ljust(length, "9")
    assert read(qr_code(text)) == text
