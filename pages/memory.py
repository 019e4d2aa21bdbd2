"""Memory: which text, figure, control and code, in reading order."""

from app.page.lesson_page import LessonPage
from lessons.memory import pictures, with_numpy, with_torch
from lessons.memory.numbers import session
from lessons.memory.places import line, prompt, story

page = LessonPage("memory")
page.hide_until_answered()
words, settings = page.words, page.settings
told = {tool: story(settings, tool) for tool in (with_numpy, with_torch)}
now, tools = told[with_torch], page.messages["tools"]
said, drawn = words.labels("says"), words.labels("figure.words")


says = [said["refused" if now.error else "start"]]
if not now.error:
    made, after = now.moments[1:]
    says.append(said["same" if made.same else "shared" if made.shares else "copied"])
    says.append(said["both" if made.shares else settings["written"]])

figure, controls = page.columns(1.5, 1)
with controls:
    for control in page.lesson.controls:
        page.controls.choice(control.name)
    page.remark(words.text("figure.note"))
with figure:
    page.figures.cells(
        "storages",
        *(pictures.frame(moment, drawn) for moment in now.moments),
        alt=words.text("figure.alt"),
        says=says,
        legend="figure.legend",
        story=settings["operation"],
        answers=("who", "count", "order"),
    )
    page.output("ran", prompt(settings, now))
page.scenarios()

page.predict()

with page.block("objects"):
    answers = words.labels("objects.answers")
    columns = []
    for tool, one in told.items():
        facts = () if one.error else one.facts()
        row = [line(tool.ACTS[settings["operation"]])]
        row += [answers["yes" if fact else "no"] for fact in facts]
        columns.append(row + [answers["none"]] * (6 - len(row)))
    asked, *questions = words.labels("objects.rows").values()
    page.table(
        words.text("objects.title"),
        [asked, tools["numpy"], tools["torch"]],
        list(zip(questions, *columns, strict=True)),
    )

with page.block("bridge"):
    kinds = words.labels("bridge.answers")
    rows = []
    for operation in ("from_numpy", "tensor", "from_numpy_float", "to_numpy"):
        row = [line(with_torch.ACTS[operation])]
        for dtype in page.lesson["dtype"].values:
            after = story({**settings, "operation": operation, "dtype": dtype})
            row.append(kinds["shared" if after.moments[1].shares else "copied"])
        rows.append(row)
    head = list(words.labels("bridge.columns").values())
    page.table(words.text("bridge.title"), head, rows)

with page.block("numbers"):
    page.output("numbers", session())

page.block("code")
page.source.listing(with_numpy, with_torch, names=(settings["operation"], "build"))

page.exercise()

page.block("remember")

page.close()
