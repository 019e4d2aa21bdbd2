"""Memory: its texts, figures, controls and code in reading order."""

from app.page.controls import control_grid
from app.page.lesson_page import LessonPage
from lessons.memory import GROUPS, pictures, with_numpy, with_torch
from lessons.memory.numbers import session
from lessons.memory.storages import main_line, prompt, trace_storages

page = LessonPage("memory")
page.hide_until_answered()
words, settings = page.words, page.settings
stories = {tool: trace_storages(settings, tool) for tool in (with_numpy, with_torch)}
torch_story, tools = stories[with_torch], page.messages["tools"]
labels, names_in_figure = words.labels("says"), words.labels("figure.words")


sentences = [labels["refused" if torch_story.error else "start"]]
if not torch_story.error:
    creation, writing = torch_story.moments[1:]
    sentences.append(
        labels["same" if creation.same else "shared" if creation.shares else "copied"]
    )
    sentences.append(labels["both" if creation.shares else settings["written"]])

lines, figure = page.columns(1, 2)
with lines:
    page.controls.choice_list("operation", GROUPS)
with figure:
    with control_grid(2):
        page.controls.choice("written")
        page.controls.choice("dtype")
    page.figures.cells(
        "storages",
        *(pictures.frame(moment, names_in_figure) for moment in torch_story.moments),
        alt=words.text("figure.alt"),
        says=sentences,
        legend="figure.legend",
        story=settings["operation"],
        answers=("who", "count", "order"),
    )
    page.scenarios()
    page.output("ran", prompt(settings, torch_story))
    page.remark(words.text("figure.note"))

page.predict()

with page.block("objects"):
    answers = words.labels("objects.answers")
    columns = []
    for tool, story_of_tool in stories.items():
        facts = () if story_of_tool.error else story_of_tool.facts()
        row = [main_line(tool.ACTS[settings["operation"]])]
        row += [answers["yes" if fact else "no"] for fact in facts]
        columns.append(row + [answers["none"]] * (6 - len(row)))
    question_title, *questions = words.labels("objects.rows").values()
    page.table(
        words.text("objects.title"),
        [question_title, tools["numpy"], tools["torch"]],
        list(zip(questions, *columns, strict=True)),
    )

with page.block("bridge"):
    kinds = words.labels("bridge.answers")
    rows = []
    for operation in ("from_numpy", "tensor", "from_numpy_float", "to_numpy"):
        row = [main_line(with_torch.ACTS[operation])]
        for dtype in page.lesson["dtype"].values:
            writing = trace_storages(
                {**settings, "operation": operation, "dtype": dtype}
            )
            row.append(kinds["shared" if writing.moments[1].shares else "copied"])
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
