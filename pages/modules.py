"""Modules: a stack to compose, what it holds, its modes, the code in four rungs."""

from app.components.layer_chain import layer_chain
from app.components.tensor_cells import format_list
from app.content.number_format import format_fixed, format_number, format_scientific
from app.page.lesson_page import LessonPage
from lessons.modules import LESSON, modes, pictures, pitfalls
from lessons.modules.implementations import RUNGS, TOOLS, differences, rung_below
from lessons.modules.shapes import layer_outputs
from lessons.modules.stack import clamp_place
from lessons.toolkit import python_prompt

page = LessonPage("modules")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang

left, right = page.columns(2.2, 1)
with left:
    stack = page.controls.text_input("stack")
with right:
    shape = page.controls.text_input("shape")
layer_chain(
    page.context,
    pictures.chain(stack, shape),
    selects="layer",
    alt=words.text("figure.alt"),
)
layers = layer_outputs(stack, shape)
selected_layer = layers[clamp_place(stack, settings["layer"])]
failed_layer = next((row for row in layers if row.error), None)
page.question("count", "refused", "length")
text_column, part_column = page.columns(1, 1.25)
with text_column:
    section, values = pictures.layer_section(selected_layer)
    page.markdown(section, **values)
    if failed_layer and failed_layer is not selected_layer:
        section, values = pictures.layer_section(failed_layer)
        page.markdown(section, **values)
    total = sum(row.count for row in layers)
    page.markdown("total", total=format_number(total, lang))
with part_column:
    page.controls.parts("stack", a_row=4)
    page.controls.parts("shape", a_row=4)
    if failed_layer:
        page.output("refusal", failed_layer.error)
page.scenarios()

page.predict()

with page.block("layer", wide=True):
    page.controls.sliders("n_in", "n_out", "seed", a_row=3)
arguments = page.arguments()
page.figures.cells("linear", pictures.linear(**arguments), alt=words.text("layer.alt"))

with page.block("found"):
    page.controls.choice("trap")
    faulty, corrected = pitfalls.PITFALLS[settings["trap"]]
    page.output("lost", python_prompt.prompt_output(faulty))
    page.markdown(f"found.{settings['trap']}")
    page.output("corrected", python_prompt.prompt_output(corrected, last=2))

state_rows = pictures.state(stack)
counts = [
    len([row for row in state_rows if row.trained is kind]) for kind in (True, False)
]
with page.block("state", trained=str(counts[0]), others=str(counts[1])):
    head = words.labels("state.columns")
    kinds = words.labels("state.kinds")
    if state_rows:
        page.table(
            words.text("state.title"),
            list(head.values()),
            [
                [
                    row.name,
                    str(row.shape),
                    row.dtype,
                    kinds["parameter" if row.trained else "buffer"],
                    format_list(row.first, lang, 3),
                ]
                for row in state_rows
            ],
        )
    else:
        page.markdown("state.nothing")

with page.block("call"):
    page.output("called", python_prompt.prompt_output(pitfalls.called))
    page.markdown("call.bypassed")
    page.output("bypassed", python_prompt.prompt_output(pitfalls.bypassed, last=2))

dropout_run = modes.run_dropout(settings["p"], settings["seed"])
scale = format_fixed(1 / (1 - settings["p"]), 2, lang)
with page.block("dropout", p=format_number(settings["p"], lang), scale=scale):
    page.controls.sliders("p", a_row=1)
    page.figures.cells(
        "dropout",
        pictures.dropout(dropout_run, words.labels("dropout.words")),
        alt=words.text("dropout.alt"),
        legend="dropout.legend",
        hint=False,
    )

norm_run = modes.run_batchnorm(
    settings["n_batches"], settings["momentum"], settings["seed"]
)
numbers = {"mean": norm_run.means[-1], "running": norm_run.running[-1]}
numbers = {name: format_fixed(value, 2, lang) for name, value in numbers.items()}
with page.block("norm", n=norm_run.n_batches, **numbers):
    page.controls.sliders("n_batches", "momentum", a_row=2)
    page.figures.cells(
        "norm",
        pictures.batchnorm(
            norm_run, words.labels("norm.words"), LESSON["n_batches"].values[-1]
        ),
        alt=words.text("norm.alt"),
        hint=False,
    )

with page.block("families", wide=True):
    page.table(
        words.text("families.title"),
        list(words.labels("families.columns").values()),
        [[*row, format_number(count, lang)] for *row, count in pictures.families()],
    )

with page.block("code"):
    rung = page.controls.choice("rung")
previous_rung, names = rung_below(rung), words.labels("rung.values")
code_column, result_column = page.columns(1.55, 1)
with code_column:
    shown_names = ("Layer", "build") if previous_rung else ("build",)
    page.source.listing(
        TOOLS[rung],
        names=shown_names,
        below=TOOLS[previous_rung] if previous_rung else None,
    )
with result_column:
    page.markdown(f"replaced.{rung}")
    rung_differences = differences(**arguments)
    page.table(
        words.text("code.title"),
        list(words.labels("code.columns").values()),
        [
            [
                f"→ {names[each]}" if each == rung else names[each],
                "—"
                if rung_differences[each] != rung_differences[each]
                else format_scientific(rung_differences[each], lang)
                if rung_differences[each]
                else "0",
            ]
            for each in RUNGS
        ],
    )

page.exercise()

page.block("remember")

page.close()
