"""The training loop: its texts, figures, controls and code in reading order."""

from app.components.code_stepper import Step
from app.content.number_format import format_fixed, format_number, format_scientific
from app.page.lesson_page import LessonPage
from lessons.training_loop.implementations import (
    RUNGS,
    TOOLS,
    quantity_name,
    rung_below,
    train_all,
)
from lessons.training_loop.iteration_trace import (
    QUANTITIES,
    iteration,
    pair_lines,
    trace_steps,
)

NAMED = ("make_data", "make_start", "Line", "train")
DIGITS = 4

page = LessonPage("training_loop")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang


def _difference(difference):
    """Write a difference of any size, 0 as it is, NaN as a dash."""
    if difference != difference:
        return "—"
    return format_scientific(difference, lang) if difference else "0"


left, right = page.columns(1.55, 1)
with left:
    page.controls.choice("rung")
with right:
    page.controls.sliders("step", a_row=1)
rung, previous_rung = settings["rung"], rung_below(settings["rung"])
names = words.labels("rung.values")
other, t = rung if previous_rung else RUNGS[1], settings["step"]
sides = RUNGS[0], other
start = {name: settings[name] for name in ("lr", "seed", "start_seed")}
iterations = [iteration(side, t, **start) for side in sides]
before_state, after_state = iterations[0][0].state, iterations[0][-1].state
values = {name: after_state[name] for name in ("loss", "grad_a", "grad_b")}
values |= {
    "a": before_state["a"],
    "b": before_state["b"],
    "t": t,
    "m": after_state["y_pred"].size,
}
sentences = {
    name: words.fill(text, **values)
    for name, text in words.labels("microscope.says").items()
}


def _number(state, name):
    """Write a quantity: of many numbers the first, and their shape."""
    if name not in state:
        return "—"
    if (value := state[name]) is None:
        return "None"
    if value.ndim:
        return f"{format_fixed(value[0], DIGITS, lang)} … {value.shape}"
    return format_fixed(value, DIGITS, lang)


def _rows(states):
    """Return a row for each quantity: its name in the code, its value on both sides."""
    return tuple(
        (
            ", ".join(dict.fromkeys(quantity_name(name, side) for side in sides)),
            *(_number(state, name) for state in states),
        )
        for name in QUANTITIES
    )


page.figures.code_stepper(
    "microscope",
    *(TOOLS[side].train for side in sides),
    steps=[
        Step(m.lit, _rows(m.states), sentences[m.kind])
        for m in trace_steps(pair_lines(*iterations))
    ],
    head=(
        words.labels("microscope.table")["name"],
        *(names[side].partition(" ")[2] for side in sides),
    ),
    alt=words.text("microscope.alt", t=t, rung=names[other]),
    names=[names[side] for side in sides],
)
page.foot.open()
page.figure_settings("lr", "n_epochs", "seed", "start_seed")
page.scenarios()
page.block("microscope", t=t, rung=names[other])

ladder_run = page.compute.train(train_all, **page.arguments())
a, b, loss = ladder_run.ends[RUNGS.index(rung)]
page.markdown(f"replaced.{rung}")
left, right = page.columns(1.55, 1)
with left:
    functions = NAMED if previous_rung else NAMED[-1:]
    page.source.listing(
        TOOLS[rung],
        names=functions,
        below=TOOLS[previous_rung] if previous_rung else None,
    )
with right:
    epochs = format_number(settings["n_epochs"], lang)
    page.markdown("ended", epochs=epochs, a=a, b=b, loss=loss)
    labels = words.labels("ladder.table")
    page.table(
        labels["title"],
        [labels["rung"], labels["apart"], "a", "b", labels["loss"]],
        [
            [
                f"→ {names[each]}" if each == rung else names[each],
                _difference(difference),
                *(format_fixed(number, DIGITS, lang) for number in ends),
            ]
            for each, ends, difference in zip(
                RUNGS, ladder_run.ends, ladder_run.apart, strict=True
            )
        ],
    )
    page.remark(words.text("ladder.note"))
page.question("dtype", "gathered")

page.predict()

page.block("data")

page.block("code")

page.exercise()

page.block("remember")

page.close()
