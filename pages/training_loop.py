"""The training loop: which text, figure, control and code, in reading order."""

from app.digits import fixed, plain, scientific
from app.page import Page
from lessons.training_loop.ladder import RUNGS, TOOLS, below, climb
from lessons.training_loop.microscope import NAMES, QUANTITIES, iteration, paired

NAMED = ("make_data", "make_start", "Line", "train")
DIGITS = 4

page = Page("training_loop")
page.hold()
words, settings, lang = page.words, page.settings, page.lang
arguments = page.arguments()
climbed = page.computed("climb", lambda: climb(**arguments), **arguments)


def _apart(far):
    """A difference of any size, 0 as it is, none as a dash."""
    if far != far:
        return "—"
    return scientific(far, lang) if far else "0"


page.choice("rung")
rung, under = settings["rung"], below(settings["rung"])
names = words.labels("rung.values")
a, b, loss = climbed.ends[RUNGS.index(rung)]
figure, numbers = page.columns(1.55, 1)
with figure:
    shown = NAMED if under else NAMED[-1:]
    page.code(TOOLS[rung], names=shown, below=TOOLS[under] if under else None)
with numbers:
    page.markdown(f"replaced.{rung}")
    epochs = plain(settings["n_epochs"], lang)
    page.markdown("ended", epochs=epochs, a=a, b=b, loss=loss)
    said = words.labels("ladder.table")
    page.table(
        said["title"],
        [said["rung"], "a", "b", said["loss"], said["apart"]],
        [
            [
                f"→ {names[each]}" if each == rung else names[each],
                *(fixed(number, DIGITS, lang) for number in ends),
                _apart(far),
            ]
            for each, ends, far in zip(RUNGS, climbed.ends, climbed.apart, strict=True)
        ],
    )
    page.aside(words.text("ladder.note"))
page.scenarios()

page.predict()

other = rung if under else RUNGS[1]
looked = {name: settings[name] for name in ("lr", "seed", "start_seed")}
t = settings["t"]


def _both():
    """The iteration in NumPy and on the other rung, aligned."""
    return paired(*(iteration(each, t, **looked) for each in (RUNGS[0], other)))


def _text(value):
    """One number, or the first of many and how many there are."""
    if value is None:
        return "None"
    if value.ndim:
        return f"{fixed(value[0], DIGITS, lang)} … {value.shape}"
    return fixed(value, DIGITS, lang)


def _rows(states):
    """Each quantity with its name and value on both sides."""
    return tuple(
        (
            name
            if name not in NAMES or other == "tensors"
            else f"{name}, {NAMES[name]}",
            *(_text(state[name]) if name in state else "—" for state in states),
        )
        for name in QUANTITIES
    )


page.block("microscope", t=t, rung=names[other])
page.sliders("t")

page.block("data")
page.sliders("lr", "n_epochs", "seed", "start_seed")

page.block("code")

page.exercise()

page.block("remember")

page.close()
