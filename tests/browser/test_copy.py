"""The call with the reader's settings can be taken away."""

import pytest
from playwright.sync_api import expect

CALL = "run(lr=0.5, noise=0.3)"


@pytest.fixture(scope="module")
def linked(visitor):
    with visitor(permissions=["clipboard-read", "clipboard-write"]) as reader:
        yield reader.open("linear_regression", lr=0.5, noise=0.3)


def copy(reader) -> None:
    """Press the button beside the call."""
    label = reader.messages["player"]["copy"]
    reader.page.locator(".player .call").get_by_role("button", name=label).click()


def answer(reader):
    """What the page says after the press."""
    return reader.page.locator(".player .call [aria-live]")


def test_copy_puts_the_call_on_the_clipboard(linked):
    copy(linked)
    expect(answer(linked)).to_have_text(linked.messages["player"]["copied"])
    assert linked.page.evaluate("navigator.clipboard.readText()") == CALL


def test_without_a_clipboard_the_call_is_selected(visitor):
    with visitor(reuse=False) as reader:
        reader.page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
        )
        reader.open("linear_regression", lr=0.5, noise=0.3)
        copy(reader)
        expect(answer(reader)).to_have_text(reader.messages["player"]["selected"])
        assert reader.page.evaluate("getSelection().toString()").strip() == CALL


def test_the_copy_message_disappears_when_the_call_changes(linked):
    copy(linked)
    expect(answer(linked)).not_to_be_empty()
    linked.drag("lr", 3)
    expect(answer(linked)).to_be_empty()


def test_each_download_holds_the_call(linked):
    for file in ("with_numpy.py", "with_torch.py"):
        with linked.page.expect_download() as coming:
            linked.page.get_by_role("button", name=file).click()
        assert coming.value.suggested_filename == file
        text = coming.value.path().read_text("utf-8")
        assert "lr=0.5," in text
        assert "noise=0.3," in text
