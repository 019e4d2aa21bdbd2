"""What next: the map of the course, graphs and errors that follow the data, dates."""

from app.components import course_map
from app.components.code_stepper import Step
from app.content.number_format import format_fixed
from app.page import navigation
from app.page.lesson_page import LessonPage
from lessons import learning_path
from lessons.next_steps import broken, dynamic, facts, with_numpy, with_torch
from lessons.next_steps.goals import GOALS, numbers

page = LessonPage("next_steps")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang

names, about = words.labels("goal.names"), settings["about"]
goals = {
    name: course_map.Goal(names[name], goal.prerequisites)
    for name, goal in GOALS.items()
}
course_map.course_map(page.context, goals, selects="about", alt=words.text("map.alt"))
if about in GOALS:
    goal, says = GOALS[about], page.messages["course_map"]
    left, middle, right = page.columns(2.2, 1, 1)
    with left:
        way = learning_path(*goal.prerequisites)
        page.markdown(f"goal.{about}", **numbers())
        page.remark(
            words.text(
                "goal.way", n_pages=len(way), n_seen=navigation.count_opened(way)
            )
        )
    with middle:
        first = [slug for slug in way if slug in goal.prerequisites]
        navigation.page_links(says["first"], first, lang)
    with right:
        page.remark(words.text("goal.official"))
        navigation.external_links(goal.official)
else:
    navigation.page_summary(about, lang)

seen = dynamic.way(settings["x"], settings["limit"])
counts = {"x": settings["x"], "n_operations": seen.n_operations, "n_turns": seen.turns}
with page.block("dynamic"):
    page.controls.sliders("x", "limit", a_row=2)
    page.markdown("dynamic.now", **counts)
    page.markdown("dynamic.taken" if seen.negates else "dynamic.skipped")
page.figures.value_graph(
    seen.graph, alt=words.text("dynamic.alt", **counts), answers=("operations",)
)

with page.block("debug"):
    mistake = page.controls.choice("mistake")
    page.markdown(f"debug.{mistake}")
    page.controls.sliders("n", "size", a_row=2)
ran = broken.ran(mistake, settings["n"], settings["size"])
said, head = words.labels("debug.says"), words.labels("debug.head")
page.figures.code_stepper(
    "debug",
    broken.MODELS[mistake].forward,
    steps=[
        Step(
            (moment.number,),
            tuple((n, str(s), format_fixed(v, 2, lang)) for n, s, v in moment.tensors),
            said["failed" if moment.failed else moment.line],
            ran.traceback.rpartition("\n")[2] if moment.failed else "",
            moment.failed,
        )
        for moment in ran.moments
    ],
    head=list(head.values()),
    alt=words.text("debug.alt"),
    answers=("line",),
)
page.scenarios()

page.predict()

with page.block("traceback", wide=True):
    if ran.traceback:
        page.output("traceback", ran.traceback)
        page.markdown("traceback.pdb")
        page.output("debugger", ran.debugger)
    else:
        page.markdown("traceback.empty")

with page.block("compile"):
    if page.controls.button("compile"):
        found = page.compute.result("compile", dynamic.compiled)
        page.markdown("compile.export")
        page.output("export", found.export)
        one, two = map(float, found.pieces)
        page.markdown("compile.pieces", one=f"{one:g}", two=f"{two:g}")

with page.block("facts", version=facts.HERE):
    theme = page.controls.choice("facts")
with page.column("facts.rows", wide=True):
    says = words.labels("facts.says")
    rows = [
        [fact.month, fact.version, says[fact.name], fact.source]
        for fact in facts.about(theme)
    ]
    page.table(
        words.text("facts.title"), list(words.labels("facts.columns").values()), rows
    )

with page.block("list", wide=True):
    chapter = page.controls.choice("chapter")
    navigation.exercise_links(lang, "" if chapter == "all" else chapter)

page.block("code")
page.source.listing(with_numpy, with_torch, names=("build", "run"))

page.exercise()

page.block("remember")

page.close()
