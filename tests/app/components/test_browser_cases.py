"""What Node's tests expect is what Python makes today."""

from tests import browser_cases


def test_the_cases_of_the_browser_are_those_of_python():
    assert browser_cases.FILE.read_text("utf-8") == browser_cases.cases(), (
        "run python -m tests.browser_cases"
    )
