"""The course: its chapters and their concepts, in order. The only such list.

A chapter's number is its position. A chapter without concepts is not shown.
"""

from importlib import import_module

from lessons.contract import Chapter, Lesson, Steps, Value

COURSE = (
    Chapter("start", ("home",)),
    Chapter(
        "tensors",
        ("tensors", "indexing", "broadcasting", "memory", "linear_algebra"),
    ),
    Chapter(
        "gradient", ("gradient_descent", "linear_regression", "batches", "polynomial")
    ),
    Chapter(
        "autograd",
        ("autograd", "computation_graph", "update_pitfalls", "training_loop"),
    ),
    Chapter(
        "model",
        (
            *("optimizers", "losses", "modules", "playground"),
            *("data_loading", "saving", "devices"),
        ),
    ),
    Chapter("real", ("text_classification", "image_classification", "next_steps")),
)

SLUGS = tuple(slug for chapter in COURSE for slug in chapter.slugs)


def lesson(slug: str) -> Lesson:
    """The lesson of a folder.

    Raises:
        KeyError: if `slug` is not in COURSE.
    """
    if slug not in SLUGS:
        raise KeyError(slug)
    return import_module(f"lessons.{slug}").LESSON


def record(slug: str, **settings: Value) -> Steps:
    """The computation of a lesson's recording, as a function of this module.

    Raises:
        KeyError: if `slug` is not in COURSE.
    """
    return lesson(slug).start(**settings)


def builds_on(slug: str) -> tuple[str, ...]:
    """The lessons that a lesson needs directly, in the order of the course.

    Raises:
        KeyError: if `slug` is not in COURSE.
    """
    declared = lesson(slug).builds_on
    if declared is not None:
        return tuple(sorted(declared, key=SLUGS.index))
    at = SLUGS.index(slug)
    return SLUGS[max(at - 1, 0) : at]


def learning_path(*slugs: str) -> tuple[str, ...]:
    """These lessons and all that they need, in the order of the course."""
    found: set[str] = set()
    ahead = list(slugs)
    while ahead:
        slug = ahead.pop()
        if slug not in found:
            found.add(slug)
            ahead += builds_on(slug)
    return tuple(sorted(found, key=SLUGS.index))
