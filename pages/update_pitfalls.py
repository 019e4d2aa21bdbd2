"""Writing the update: its texts, steps, map and code in reading order."""

from app.components import charts
from app.components.code_stepper import Step
from app.content.markdown import strip_backticks
from app.content.number_format import format_fixed
from app.content.source_listing import visible_source
from app.page.lesson_page import LessonPage
from lessons.update_pitfalls import LESSON, WINDOWS, copies, landscape, with_torch
from lessons.update_pitfalls.predict import end_points, outcome
from lessons.update_pitfalls.states import moments, path

page = LessonPage("update_pitfalls")
page.hide_until_answered()
words, settings = page.words, page.settings
variant, lr, n_updates = (settings[control.name] for control in LESSON.controls)
variants = LESSON["variant"].values
paths = {variant_name: path(variant_name, lr, n_updates) for variant_name in variants}


def format_answer(answer):
    """Write what Python shows; a number in the reader's language."""
    number = isinstance(answer, float)
    return format_fixed(answer, 3, page.lang) if number else str(answer)


def draw_steps(name, function, moments_of_run, sentences, *fields, questions=()):
    """Draw the moments of a run, their sentences, these answers of each tensor."""
    steps = []
    for moment in moments_of_run:
        answers = {state.name: state.answers for state in moment.states}
        rows = tuple(
            (n, *(format_answer(a[f]) for f in fields)) for n, a in answers.items()
        )
        sentence = words.fill(sentences[moment.kind], **moment.details)
        steps.append(
            Step((moment.number,), rows, sentence, moment.printed, moment.failed)
        )
    titles = words.labels("figure.head")
    head = titles["name"], *(titles.get(field, field) for field in fields)
    alt = words.text(f"{name}.alt")
    page.figures.code_stepper(
        name, function, steps=steps, head=head, alt=alt, answers=questions
    )


page.controls.choice("variant")
moments_of_run = moments(variant, lr)
fields = tuple(moments_of_run[0]["a"].answers)
draw_steps(
    *(
        "figure",
        with_torch.STEPS[variant],
        moments_of_run,
        words.labels("says"),
        *fields,
    ),
    questions=("way", "sum", "leaf"),
)
page.remark(words.text("figure.note"))
page.scenarios()

page.predict()

selected_path, ends = paths[variant], end_points(None, settings)
with page.block("path"):
    page.controls.sliders("lr", "n_updates", a_row=2)
    page.markdown(f"path.{variant}", n_updates=n_updates, double=2 * lr, **ends)
    labels, loss_map = words.labels("path.chart"), landscape()
    names, marks = (
        (labels[a], labels[b]) for a, b in (("chosen", "right"), ("start", "best"))
    )
    both = {
        labels["right"]: paths["no_grad"].points,
        labels["chosen"]: selected_path.points,
    }
    points = {labels[name]: loss_map[name].values for name in ("start", "best")}
    page.charts.draw(
        "map",
        charts.path_map,
        charts.path_map_columns(loss_map, both, points),
        alt=labels["alt"],
        x="a",
        y="b",
        names=tuple(names),
        marks=tuple(marks),
        across=WINDOWS["a"],
        up=WINDOWS["b"],
    )
    page.foot.exercise("path")

with page.block("ways", n_updates=n_updates):
    labels, kinds = words.labels("variant.values"), words.labels("ways.outcomes")
    rows = []
    for variant_name, run in paths.items():
        kind = outcome(None, settings | {"variant": variant_name})
        error = run.error.partition(":")[0]
        loss = kinds["none"] if error else format_fixed(run.loss, 4, page.lang)
        rows.append([strip_backticks(labels[variant_name]), error or kinds[kind], loss])
    page.table(words.text("ways.title"), words.labels("ways.columns").values(), rows)

with page.block("copies", wide=True):
    kinds = words.labels("copies.says")
    fields = ("value", "requires_grad", "data_ptr()")
    draw_steps("copies", copies.copies, copies.moments(), kinds, *fields)
    for name in ("noticed", "unnoticed"):
        page.markdown(f"copies.{name}")
        function = getattr(copies, name)
        page.output(
            name,
            f"{visible_source(function)}\n>>> {name}(a)\n{copies.answer(function)}",
        )

page.block("code")
page.source.listing(with_torch, names=("build", variant))
with page.column("without_numpy"):
    page.remark(words.text("code.without_numpy"))

page.exercise()

page.block("remember")

page.close()
