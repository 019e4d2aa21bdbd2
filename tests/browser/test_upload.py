"""A file that the reader gives: accepted, refused in words, what there was is kept."""

from app.prose import Words
from lessons import lesson
from lessons.saving.checkpoint import written
from lessons.saving.upload import MAX_BYTES

SLUG = "saving"


def test_a_file_is_accepted_and_a_bad_one_changes_nothing(visitor):
    settings = lesson(SLUG).defaults | {"kept": "model_optimizer_rng"}
    words = Words(SLUG, "fr")
    refused = words.labels("upload.refused")
    accepted = words.text("upload.same", epoch=settings["cut"])
    with visitor() as reader:
        page = reader.open(SLUG, **settings).page
        place = page.locator(".upload input[type=file]")

        def give(data):
            place.set_input_files(
                {"name": "x.pt", "mimeType": "application/zip", "buffer": data}
            )

        give(written(settings))
        page.get_by_text(accepted).wait_for()
        for data, reason in (
            (b"", "empty"),
            (b"PK", "broken"),
            (bytes(MAX_BYTES + 1), "large"),
        ):
            give(data)
            page.get_by_text(refused[reason]).wait_for()
            assert page.get_by_text(accepted).is_visible()
