"""Devices: times measured and assumed, what moves, two devices mixed, code."""

from functools import partial

from app.components.code_stepper import Step
from app.content.number_format import format_duration, format_number
from app.page.compute_buttons import measure_button
from app.page.lesson_page import LessonPage
from lessons.devices import found, mixed, moves, pictures, with_numpy, with_torch
from lessons.devices.measurement import NOTHING, measure
from lessons.devices.model import at, crossover

page = LessonPage("devices")
page.hide_until_answered()
words, settings = page.words, page.settings
say = partial(format_duration, lang=page.lang)
size = partial(format_number, lang=page.lang)
operation, other = settings["operation"], found.other()

page.controls.choice("operation")
measured, assumed = page.columns(1, 1)
with measured:
    times = measure_button(
        page.compute, "measure", partial(measure, operation), operation=operation
    )
    names = words.labels("measured.names")
    shown = times or NOTHING
    columns = pictures.measured(shown, settings, names)
    lines = pictures.measured_lines(shown, names)
    page.charts.times("measured", columns, lines, y_range=(5e-7, 5))
with assumed:
    page.controls.switches("stays")
    names = words.labels("modelled.names")
    columns, lines = pictures.modelled(settings, names), pictures.modelled_lines(names)
    page.charts.times("modelled", columns, lines, y_range=(1e-7, 1e3))
page.question("decides", "from")
page.controls.sliders("n", "cpu", "gpu", "bandwidth", "latency", a_row=5)
measured, assumed = page.columns(1, 1)
with measured:
    if not shown.rows:
        page.markdown("measured.failed" if times else "measured.empty")
    told = pictures.compared(shown)
    for subject, (kind, mine, rather) in told.items():
        page.sentence(subject, kind, **pictures.ends(shown, mine, rather, say, size))
    if told and "threads" not in told:
        page.markdown("one_thread")
    if not found.here():
        page.remark(words.text("no_gpu"))
with assumed:
    costs, pays = at(settings), crossover(settings)
    parts = {part: say(getattr(costs, part)) for part in ("start", "copy", "compute")}
    whole = {"on_cpu": say(costs.cpu), "on_gpu": say(costs.gpu)}
    page.sentence("now", costs.faster, n=size(settings["n"]), **whole, **parts)
    page.sentence("pays", "from" if pays else "never", n=size(pays or 0))
page.remark(words.text("lines"))
page.source.cases(with_numpy, with_torch, cases=(("compute", operation),), name="ran")
page.scenarios()

page.predict()

with page.block("devices"):
    says = words.labels("devices.says")
    rows = [
        [
            f"{device.name} {device.label}".strip(),
            says[device.why],
            says["gpus" if device.label else "cores"].format(count=device.count)
            if device.there
            else says["none"],
            says["memory"].format(memory=size(round(device.memory / 2**30, 1)))
            if device.memory
            else says["none"],
            str(device.threads or says["none"]),
        ]
        for device in found.devices()
    ]
    head = words.labels("devices.columns").values()
    page.table(words.text("devices.title"), list(head), rows)

with page.block("moves", wide=True):
    moved = page.controls.choice("moved")
    page.remark(words.text("moves.gpu" if found.here() else "moves.meta", device=other))
    says = words.labels("moves.says")
    steps = [
        Step(
            (moment.number,),
            tuple((s.name, s.device, s.dtype, str(s.number)) for s in moment.states),
            says[kind],
        )
        for moment, kind in zip(
            moves.moments(moved, other), moves.told(moved, other), strict=True
        )
    ]
    head = list(words.labels("moves.head").values())
    alt = words.text("moves.alt")
    page.figures.code_stepper(
        "moves", moves.MOVES[moved], steps=steps, head=head, alt=alt
    )

with page.block("mixed"):
    made = page.controls.choice("mistake")
    wrong, mended, lines = mixed.MISTAKES[made]
    device = found.absent() if made == "absent" else other
    page.output("wrong", mixed.session(wrong, device))
    page.markdown(f"mistake.{made}")
    page.output("mended", mixed.session(mended, device, last=lines))
    page.markdown("unnoticed", found=mixed.unnoticed())

page.block("model")
page.block("code")
page.source.listing(with_numpy, with_torch, names=("compute", "work", "build"))

page.exercise()

page.block("remember")

page.close()
