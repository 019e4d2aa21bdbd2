"""The prompt of an exercise as plain text, for lists of links."""

from functools import lru_cache

from app.content.catalogue import PageText
from app.content.markdown import strip_colours
from app.content.setting_format import format_setting
from lessons import lesson


@lru_cache(maxsize=512)
def exercise_prompt(slug: str, lang: str, name: str) -> str:
    """Return what an exercise asks at its first draw, on one line, without colours.

    Args:
        slug: the lesson.
        name: of the exercise.
    """
    words, course = PageText(slug, lang), lesson(slug)
    (exercise,) = (task for task in course.exercises if task.name == name)
    text = " ".join(words.sections[f"exercise.{name}"].split())
    task = course.task(exercise, 0) if "{" in text else {}
    says = {
        n: format_setting(words, course, n, v)
        for n, v in task.items()
        if f"{{{n}}}" in text
    }
    return strip_colours(words.fill(text, **says))
