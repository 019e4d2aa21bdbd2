"""A file that the reader gives: accepted, refused in words, what there was is kept."""

import re

from playwright.sync_api import expect

from app.content.catalogue import PageText, load_messages
from lessons import lesson
from lessons.saving.checkpoint import write_checkpoint
from lessons.saving.upload import MAX_BYTES

SLUG = "saving"


def test_a_valid_file_is_accepted_and_an_invalid_one_changes_nothing(visitor):
    settings = lesson(SLUG).defaults | {"kept": "model_optimizer_rng"}
    words, messages = PageText(SLUG, "fr"), load_messages("fr")["upload"]
    refusals = words.labels("upload.refused")
    accepted = words.text("upload.same", file="x.pt", epoch=settings["cut"])
    accepted = accepted.replace("**", "")
    with visitor() as reader:
        page = reader.open(SLUG, **settings).page
        place = page.locator(".upload input[type=file]")
        expect(place).to_have_attribute("accept", re.compile(r"\.pt\b"))

        def give(data, name):
            place.set_input_files(
                {"name": name, "mimeType": "application/zip", "buffer": data}
            )

        give(write_checkpoint(settings), "x.pt")
        page.get_by_text(accepted).wait_for()
        page.get_by_text(
            messages["in_use"].format(file="x.pt").replace("**", "")
        ).wait_for()
        for data, reason in (
            (b"", "empty"),
            (b"PK", "broken"),
            (bytes(MAX_BYTES + 1), "large"),
        ):
            name = f":joy: {reason} $a$ [b](//c).pt"
            give(data, name)
            refusal = page.get_by_text(refusals[reason])
            refusal.wait_for()
            expect(refusal).to_contain_text(name.replace(":", ":\u2060", 1))
            expect(refusal).to_contain_text("x.pt reste utilisé")
            assert page.get_by_text(accepted).is_visible()


def test_labels_of_a_file_are_shown_literally_and_request_nothing(visitor):
    labels = (
        ":joy: __init__ $x^2$ -> a$b ![i](//evil.example/a.png)",
        "[l](http://evil.example) www.evil.example me@evil.example",
    )
    rows = [
        f'"{letter}{i}","{labels[letter == "b"]}"' for letter in "ab" for i in "1234"
    ]
    content = "\n".join(["text,label", *rows]).encode()
    urls: list[str] = []
    with visitor() as reader:
        reader.page.on("request", lambda request: urls.append(request.url))
        page = reader.open("text_classification", source="upload", n_epochs=1).page
        place = page.locator(".upload input[type=file]")
        file = {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
        place.set_input_files(file)
        legend = page.locator("[data-testid=stMarkdown]", has_text="B = [l](").first
        legend.wait_for()
        text = legend.inner_text().replace("\u2060", "")
        assert labels[0] in text and labels[1] in text
        assert legend.locator("a, img, .katex, strong, code").count() == 0
    assert not [url for url in urls if "evil" in url]
