"""The entry point of Streamlit Community Cloud, run as its host runs it."""

import asyncio

import pytest

from app.content.catalogue import LANGUAGES, PageText, load_messages
from tests.benchmarks.reader import Reader
from tests.benchmarks.server import ROOT, serve

FOLDER = ROOT / ".hosting" / "community_cloud"
SLUGS = ("tensors", "linear_regression")


class TitleReader(Reader):
    """A reader who takes down the title of each page."""

    title = ""

    def handle(self, message):
        if message.WhichOneof("type") == "page_config_changed":
            self.title = message.page_config_changed.title


@pytest.fixture(scope="module")
def server():
    with serve(FOLDER / "streamlit_app.py") as server:
        yield server


def test_its_requirements_are_those_of_the_project():
    lines = (FOLDER / "requirements.txt").read_text("utf-8").splitlines()
    (reference,) = (line for line in lines if line.startswith("-r "))
    file = FOLDER / reference.removeprefix("-r ")
    assert file.resolve() == ROOT / "requirements.txt"


def test_readers_navigate_and_change_the_language_at_the_same_time(server):
    async def visit():
        reader = TitleReader(server.url)
        await reader.connect()
        titles = []
        for lang in (*LANGUAGES, LANGUAGES[0]):
            reader.lang = lang
            for slug in SLUGS:
                await reader.open(slug)
                titles.append(reader.title)
        await reader.close()
        return titles

    async def run():
        return await asyncio.gather(*(visit() for _ in range(3)))

    expected = [
        f"{PageText(slug, lang).title} | {load_messages(lang)['app']['name']}"
        for lang in (*LANGUAGES, LANGUAGES[0])
        for slug in SLUGS
    ]
    assert asyncio.run(run()) == [expected] * 3
    assert "Traceback" not in server.read_output()
