"""Devices: times measured and assumed, what moves, two devices mixed, code."""

from functools import partial

from app.components.code_stepper import Step
from app.content.number_format import format_duration, format_number
from app.content.source_listing import visible_source
from app.page.compute_buttons import measure_button
from app.page.lesson_page import LessonPage
from lessons.devices import (
    device_loop,
    hardware,
    mixed,
    moves,
    pictures,
    with_numpy,
    with_torch,
)
from lessons.devices.measurement import NO_TIMES, measure
from lessons.devices.model import costs_at, crossover

page = LessonPage("devices")
page.hide_until_answered()
words, settings = page.words, page.settings
seconds_text = partial(format_duration, lang=page.lang)
count_text = partial(format_number, lang=page.lang)
operation, other = settings["operation"], hardware.other_device()


def count_label(device: hardware.Device) -> str:
    """Return the label for a device's number of GPUs or cores."""
    if device.label:
        return "gpus"
    return "core" if device.count == 1 else "cores"


figure, controls = page.columns(1.8, 1)
with controls:
    page.controls.sliders("n", a_row=1)
    page.controls.sliders("cpu", "gpu", "bandwidth", "latency", a_row=2, min_width=140)
    page.controls.choice("operation")
    page.controls.switches("stays")
    times = measure_button(page.compute, "measure", measure, operation=operation)
    measured_times = times or NO_TIMES
    if not measured_times.rows:
        page.remark(words.text("measured.failed" if times else "measured.empty"))
    elif not hardware.available_gpus():
        page.remark(words.text("no_gpu"))
with figure:
    names, says = words.labels("times.names"), words.labels("decides")
    columns = pictures.chart_points(measured_times, settings, names, says)
    lines = pictures.chart_lines(measured_times, settings, names)
    page.charts.times("times", columns, lines, y_range=(1e-7, 1e3))
    page.question("decides", "from")
    costs, pays = costs_at(settings), crossover(settings)
    parts = {
        part: seconds_text(getattr(costs, part))
        for part in ("start", "copy", "compute")
    }
    totals = {"on_cpu": seconds_text(costs.cpu), "on_gpu": seconds_text(costs.gpu)}
    page.sentence("now", costs.faster, n=count_text(settings["n"]), **totals, **parts)
    page.sentence("pays", "from" if pays else "never", n=count_text(pays or 0))
page.scenarios()
comparisons = pictures.compare_times(measured_times)
for subject, (kind, own, range_end) in comparisons.items():
    numbers = pictures.comparison_numbers(
        measured_times, own, range_end, seconds_text, count_text
    )
    page.sentence(subject, kind, **numbers)
if comparisons and "threads" not in comparisons:
    page.markdown("one_thread")
page.remark(words.text("lines"))
page.source.cases(with_numpy, with_torch, cases=(("compute", operation),), name="ran")

page.predict()

with page.block("devices"):
    labels = words.labels("devices.says")
    rows = [
        [
            f"{device.name} {device.label}".strip(),
            labels[device.status],
            labels[count_label(device)].format(count=device.count)
            if device.is_available
            else labels["none"],
            labels["memory"].format(memory=count_text(round(device.memory / 2**30, 1)))
            if device.memory
            else labels["none"],
            str(device.threads or labels["none"]),
        ]
        for device in hardware.devices()
    ]
    head = words.labels("devices.columns").values()
    page.table(words.text("devices.title"), list(head), rows)

with page.block("loop"):
    result = repr(device_loop.result())
    page.output("loop", f"{visible_source(device_loop.fit)}\n>>> fit()\n{result}")

with page.block("moves", wide=True):
    moved = page.controls.choice("moved")
    page.remark(
        words.text(
            "moves.gpu" if hardware.available_gpus() else "moves.meta", device=other
        )
    )
    labels = words.labels("moves.says")
    steps = [
        Step(
            (moment.number,),
            tuple((s.name, s.device, s.dtype, str(s.number)) for s in moment.states),
            labels[kind],
        )
        for moment, kind in zip(
            moves.moments(moved, other),
            moves.explanation_names(moved, other),
            strict=True,
        )
    ]
    head = list(words.labels("moves.head").values())
    alt = words.text("moves.alt")
    page.figures.code_stepper(
        "moves", moves.MOVES[moved], steps=steps, head=head, alt=alt
    )

with page.block("mixed"):
    mistake = page.controls.choice("mistake")
    wrong, corrected, lines = mixed.MISTAKES[mistake]
    device = hardware.absent_gpu() if mistake == "absent" else other
    page.output("wrong", mixed.session(wrong, device))
    page.markdown(f"mistake.{mistake}")
    page.output("mended", mixed.session(corrected, device, last=lines))
    page.markdown("unnoticed", found=mixed.meta_product())

page.block("model")
page.block("code")
page.source.listing(with_numpy, with_torch, names=("compute", "work", "build"))

page.exercise()

page.block("remember")

page.close()
