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

names, selected = words.labels("goal.names"), settings["about"]
goals = {
    name: course_map.Goal(names[name], goal.prerequisites)
    for name, goal in GOALS.items()
}
course_map.course_map(page.context, goals, selects="about", alt=words.text("map.alt"))
if selected in GOALS:
    goal, labels = GOALS[selected], page.messages["course_map"]
    left, middle, right = page.columns(2.2, 1, 1)
    with left:
        pages_before = learning_path(*goal.prerequisites)
        page.markdown(f"goal.{selected}", **numbers())
        page.remark(
            words.text(
                "goal.way",
                n_pages=len(pages_before),
                n_seen=navigation.count_opened(pages_before),
            )
        )
    with middle:
        first = [slug for slug in pages_before if slug in goal.prerequisites]
        navigation.page_links(labels["first"], first, lang)
    with right:
        page.remark(words.text("goal.official"))
        navigation.external_links(goal.official)
else:
    navigation.page_summary(selected, lang)

graph_run = dynamic.run_graph(settings["x"], settings["limit"])
counts = {
    "x": settings["x"],
    "n_operations": graph_run.n_operations,
    "n_turns": graph_run.turns,
}
with page.block("dynamic"):
    page.markdown("dynamic.now", **counts)
    page.markdown("dynamic.taken" if graph_run.negates else "dynamic.skipped")
    page.controls.sliders("x", "limit", a_row=2, min_width=140)
    page.foot.exercise("dynamic")
page.figures.value_graph(
    graph_run.graph, alt=words.text("dynamic.alt", **counts), answers=("operations",)
)

with page.block("debug"):
    mistake = page.controls.choice("mistake")
    page.markdown(f"debug.{mistake}")
    page.controls.sliders("n", "size", a_row=2)
debug_run = broken.run_model(mistake, settings["n"], settings["size"])
sentences, head = words.labels("debug.says"), words.labels("debug.head")
page.figures.code_stepper(
    "debug",
    broken.MODELS[mistake].forward,
    steps=[
        Step(
            (moment.number,),
            tuple((n, str(s), format_fixed(v, 2, lang)) for n, s, v in moment.tensors),
            sentences["failed" if moment.failed else moment.line],
            debug_run.traceback.rpartition("\n")[2] if moment.failed else "",
            moment.failed,
        )
        for moment in debug_run.moments
    ],
    head=list(head.values()),
    alt=words.text("debug.alt"),
    answers=("line",),
)
page.scenarios()

page.predict()

with page.block("traceback", wide=True):
    if debug_run.traceback:
        page.output("traceback", debug_run.traceback)
        page.markdown("traceback.pdb")
        page.output("debugger", debug_run.debugger)
    else:
        page.markdown("traceback.empty")

with page.block("compile"):
    if page.controls.button("compile"):
        compilation = page.compute.train(dynamic.compile_graphs)
        page.markdown("compile.export")
        page.output("export", compilation.export)
        one, two = map(float, compilation.pieces)
        page.markdown("compile.pieces", one=f"{one:g}", two=f"{two:g}")

with page.block("facts", version=facts.HERE):
    topic = page.controls.choice("facts")
with page.column("facts.rows", wide=True):
    labels = words.labels("facts.says")
    rows = [
        [fact.month, fact.version, labels[fact.name], fact.source]
        for fact in facts.about(topic)
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
