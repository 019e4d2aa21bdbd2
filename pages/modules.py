"""Modules: a stack to compose, what it holds, its modes, the code in four rungs."""

from app.components.layer_chain import layer_chain
from app.components.tensor_cells import listed
from app.content.number_format import format_fixed, format_number, format_scientific
from app.page.lesson_page import LessonPage
from lessons.modules import LESSON, modes, pictures, traps
from lessons.modules.ladder import RUNGS, TOOLS, apart, below
from lessons.modules.shapes import passed
from lessons.modules.stack import chosen
from lessons.toolkit import python_prompt

page = LessonPage("modules")
page.hide_until_answered()
words, settings, lang = page.words, page.settings, page.lang

typed, given = page.columns(2.2, 1)
with typed:
    stack = page.controls.text_input("stack")
with given:
    shape = page.controls.text_input("shape")
layer_chain(
    page.context,
    pictures.chain(stack, shape),
    selects="layer",
    alt=words.text("figure.alt"),
)
layers = passed(stack, shape)
now = layers[chosen(stack, settings["layer"])]
wrong = next((one for one in layers if one.error), None)
page.question("count", "refused", "length")
said, sizes = page.columns(1, 1.25)
with said:
    section, told = pictures.about(now)
    page.markdown(section, **told)
    if wrong and wrong is not now:
        section, told = pictures.about(wrong)
        page.markdown(section, **told)
    total = sum(one.count for one in layers)
    page.markdown("total", total=format_number(total, lang))
with sizes:
    page.controls.parts("stack", a_row=4)
    page.controls.parts("shape", a_row=4)
    if wrong:
        page.output("refusal", wrong.error)
page.scenarios()

page.predict()

with page.block("layer", wide=True):
    page.controls.sliders("n_in", "n_out", "seed", a_row=3)
arguments = page.arguments()
page.figures.cells("linear", pictures.linear(**arguments), alt=words.text("layer.alt"))

with page.block("found"):
    page.controls.choice("trap")
    lost, mended = traps.TRAPS[settings["trap"]]
    page.output("lost", python_prompt.ran(lost))
    page.markdown(f"found.{settings['trap']}")
    page.output("mended", python_prompt.ran(mended, last=2))

held = pictures.state(stack)
kept = [len([one for one in held if one.trained is kind]) for kind in (True, False)]
with page.block("state", trained=str(kept[0]), others=str(kept[1])):
    head = words.labels("state.columns")
    kinds = words.labels("state.kinds")
    if held:
        page.table(
            words.text("state.title"),
            list(head.values()),
            [
                [
                    one.name,
                    str(one.shape),
                    one.dtype,
                    kinds["parameter" if one.trained else "buffer"],
                    listed(one.first, lang, 3),
                ]
                for one in held
            ],
        )
    else:
        page.markdown("state.nothing")

with page.block("call"):
    page.output("called", python_prompt.ran(traps.called))
    page.markdown("call.bypassed")
    page.output("bypassed", python_prompt.ran(traps.bypassed, last=2))

dropped = modes.dropped(settings["p"], settings["seed"])
scale = format_fixed(1 / (1 - settings["p"]), 2, lang)
with page.block("dropout", p=format_number(settings["p"], lang), scale=scale):
    page.controls.sliders("p", a_row=1)
    page.figures.cells(
        "dropout",
        pictures.dropout(dropped, words.labels("dropout.words")),
        alt=words.text("dropout.alt"),
        legend="dropout.legend",
        hint=False,
    )

normed = modes.normed(settings["n_batches"], settings["momentum"], settings["seed"])
numbers = {"mean": normed.means[-1], "running": normed.running[-1]}
numbers = {name: format_fixed(value, 2, lang) for name, value in numbers.items()}
with page.block("norm", n=normed.tracked, **numbers):
    page.controls.sliders("n_batches", "momentum", a_row=2)
    page.figures.cells(
        "norm",
        pictures.batchnorm(
            normed, words.labels("norm.words"), LESSON["n_batches"].values[-1]
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
under, names = below(rung), words.labels("rung.values")
figure, ends = page.columns(1.55, 1)
with figure:
    named = ("Layer", "build") if under else ("build",)
    page.source.listing(TOOLS[rung], names=named, below=TOOLS[under] if under else None)
with ends:
    page.markdown(f"replaced.{rung}")
    far = apart(**arguments)
    page.table(
        words.text("code.title"),
        list(words.labels("code.columns").values()),
        [
            [
                f"→ {names[each]}" if each == rung else names[each],
                "—"
                if far[each] != far[each]
                else format_scientific(far[each], lang)
                if far[each]
                else "0",
            ]
            for each in RUNGS
        ],
    )

page.exercise()

page.block("remember")

page.close()
