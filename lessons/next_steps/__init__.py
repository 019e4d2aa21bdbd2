"""What comes next: why the graph is dynamic, where errors show, ways on."""

from lessons import COURSE, SLUGS
from lessons.contract import Control, Lesson, Scenario
from lessons.next_steps.broken import MODELS
from lessons.next_steps.exercises import EXERCISES
from lessons.next_steps.facts import THEMES
from lessons.next_steps.goals import GOALS
from lessons.next_steps.predict import QUESTIONS

CHAPTERS = tuple(chapter.name for chapter in COURSE if chapter.slugs)

LESSON = Lesson(
    controls=(
        Control("about", "convolutions", (*SLUGS, *GOALS), use="shown"),
        Control("x", 2, (-8, -4, -2, -1, 1, 2, 3, 4, 8)),
        Control("limit", 4, (1, 2, 4, 8)),
        Control("mistake", "flatten", tuple(MODELS), use="shown"),
        Control("n", 2, (1, 2, 4), use="shown"),
        Control("size", 1.0, (1.0, 5.0, 20.0), use="shown"),
        Control("facts", "all", ("all", *THEMES), use="shown"),
        Control("chapter", CHAPTERS[0], (*CHAPTERS, "all"), use="shown"),
    ),
    scenarios=(
        Scenario("straight", {"x": 8}),
        Scenario("loop", {"x": 1, "limit": 8}),
        Scenario("branch", {"x": -4}),
        Scenario("alone", {"mistake": "flatten", "n": 1}),
        Scenario("waits", {"mistake": "typo", "size": 1.0}),
        Scenario("wakes", {"mistake": "typo", "size": 20.0}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("computation_graph", "update_pitfalls", "modules"),
    step_figures=("flow", "debug"),
)
