"""Seven optimizers: its texts, figures, controls and code in reading order."""

from app.components.player import views
from app.content.number_format import format_number, format_quantity
from app.page.lesson_page import LessonPage
from app.page.player import NamedRun
from lessons.optimizers import LINES, LRS, OPTIMIZERS, rivals, with_numpy, with_torch
from lessons.optimizers.memory import format_state, names, state_after
from lessons.optimizers.refusals import refusal, schedule_first, without_brackets

page = LessonPage("optimizers")
left, right = page.columns(6, 4)
with left:
    function = page.controls.choice("function")
with right:
    best_rates = page.controls.choice("rates") == "best"
rec, words, settings = page.compute.recording(), page.words, page.settings


def run_label(optimizer: str) -> str:
    """Return what a run is called: its optimizer, and its rate if it has its own."""
    if not best_rates:
        return optimizer
    rate = rec.at("best_lr", optimizer=optimizer)
    return f"{optimizer} {format_quantity('best_lr', rate, page.lang)}"


rates = (0.001, 0.01, 0.1, 1.0)
page.player.figure(
    views.surface(words, "w1", "w2"),
    views.curve(words, ("loss", "loss", "line"), floor="best"),
    views.sweep_map(
        words,
        "lr",
        "optimizer",
        table="left_band",
        marks=rates,
        rows=OPTIMIZERS,
        bound=False,
    ),
    marks={"optimizer": OPTIMIZERS, "lr": rates},
    lists=("optimizer",),
    other_runs={
        name: NamedRun(tables, run_label(name), *LINES[name])
        for name, tables in rivals(rec, best_rates).items()
    },
    live_by="optimizer",
    height_above=3.1,
)
with page.foot.settings():
    left, right = page.columns(2, 3)
    with left:
        page.controls.sliders("k", a_row=1)
    with right:
        page.controls.choice("schedule")
page.scenarios()

page.predict()

page.compare()

optimizer, lr = settings["optimizer"], settings["lr"]
outcome = {n: rec.at(n, optimizer=optimizer, lr=lr) for n in ("left", "best_lr")}
winner = min(OPTIMIZERS, key=lambda name: rec.at("least_left", optimizer=name))
runs = format_number(rec.tables["left"].values.size, page.lang)
with page.block("fair", n=runs, winner=winner, rates=str(len(LRS))):
    head, keeps = words.labels("fair.table"), words.labels("keeps")
    head["left"] = head["left"].format(lr=format_number(lr, page.lang))
    page.table(
        words.text("fair.title"),
        list(head.values()),
        [
            [name, keeps[name.lower()]]
            + [
                format_quantity(
                    quantity, rec.at(quantity, optimizer=name, lr=lr), page.lang
                )
                for quantity in ("best_lr", "least_left", "left")
            ]
            for name in OPTIMIZERS
        ],
    )

shape = {n: words.labels(f"surface.{n}")[function] for n in ("formulas", "meanings")}
page.block("surface", formula=shape["formulas"], meaning=shape["meanings"])

rule = {
    n: words.labels(f"rule.{n}")[optimizer.lower()] for n in ("formulas", "meanings")
}
text = {"formula": rule["formulas"], "meaning": rule["meanings"]}
with page.block("rule", wide=True, optimizer=optimizer, **text):
    tools = with_numpy, with_torch
    page.source.cases(*tools, cases=[("make_optimizer", optimizer)], name="rule")

state_counts = {name: len(names(name)) for name in OPTIMIZERS}
with page.block("state", optimizer=optimizer, keeps=state_counts[optimizer]):
    page.markdown("state.read", lr=lr)
    start = {n: settings[n] for n in ("function", "k", "schedule", "lr")}
    state = format_state(state_after(optimizer, **start))
    page.output("state", f">>> optimizer.state[w]\n{state}")
    page.table(
        words.text("state.title"),
        list(words.labels("state.table").values()),
        [
            [name, ", ".join(names(name)) or words.text("state.nothing"), str(count)]
            for name, count in state_counts.items()
        ],
    )

with page.block("schedule"):
    page.markdown("schedule.now", optimizer=optimizer, lr=lr, **outcome)
    page.output("schedule", refusal(schedule_first))

with page.block("code"):
    page.output("brackets", refusal(without_brackets))
page.source.listing(with_numpy, with_torch, names=("train",), live="code.live")
page.remark(words.text("code.ran", n=format_number(len(LRS), page.lang)))

page.exercise()

page.block("remember")

page.close()
