"""Values of controls as the reader sees them in lists, tasks and questions."""

from app.content.catalogue import PageText, load_messages
from app.content.number_format import format_number
from app.content.quantities import QUANTITIES
from lessons.contract import Lesson, TextControl, Value


def value_label(words: PageText, lesson: Lesson, name: str, value: Value) -> str:
    """Return a control's value in words.

    A typed value is written as it is typed; a value that the section NAME.values names
    has its name there; a switch is yes or no; everything else is a number or its text.
    """
    for control in lesson.controls:
        if control.name == name and isinstance(control, TextControl):
            return control.write(value)
    if f"{name}.values" not in words.sections:
        if isinstance(value, bool):
            return load_messages(words.lang)["exercise"]["yes" if value else "no"]
        return value if isinstance(value, str) else format_number(value, words.lang)
    labels = words.labels(f"{name}.values")
    label = labels.get(str(value).lower()) or labels["else"]
    return label.format(v=format_number(value, words.lang))


def format_setting(
    words: PageText, lesson: Lesson, name: str, value: Value | float
) -> str:
    """Return a value of a task or question in words, a quantity as a number."""
    if name in QUANTITIES and not isinstance(value, str):
        return words.fill(f"{{{name}}}", **{name: value})
    return value_label(words, lesson, name, value)
