"""Start: the four stages, the map of the course, is my installation right."""

from app.components.player import views
from app.page import navigation
from app.page.lesson_page import LessonPage
from lessons.home import with_numpy, with_torch
from lessons.home.clash import SCRIPT, clash
from lessons.home.installation import draw, installation
from lessons.home.precision import precision_session

page = LessonPage("home")
rec, words = page.compute.recording(), page.words

NODES = [
    views.node(
        *("w", "w", (0, 0.14), "model", ("forward", "update")),
        says=(
            ("forward", "{w}", "model", 38),
            ("backward", "∂L/∂w = {grad_w}", "gradient", -30),
        ),
    ),
    views.node(
        "x", "x", (0, 0.88), "data", ("forward",), (("forward", "{x}", "data", 38),)
    ),
    views.node("times", "×", (0.3, 0.5)),
    views.node(
        *("y_pred", "ŷ", (0.56, 0.5), "prediction", ("forward",)),
        says=(("forward", "{y_pred}", "prediction", 38),),
    ),
    views.node("y", "y", (0.56, 1), "data", ("loss",), (("loss", "{y}", "data", 38),)),
    views.node("square", "( )²", (0.79, 0.5)),
    views.node(
        *("loss", "L", (1, 0.5), "loss", ("loss",)),
        says=(("loss", "{loss}", "loss", 38),),
    ),
]
EDGES = [
    ("w", "times"),
    ("x", "times"),
    ("times", "y_pred"),
    ("y_pred", "square"),
    ("y", "square"),
    ("square", "loss"),
]

page.player.figure(
    views.ring(words),
    views.graph(words, NODES, EDGES),
    views.curve(words, ("loss", "loss", "line")),
    marks={"lr": (0.01, 0.1)},
)
page.remark(words.text("symbols"))
page.scenarios()

page.predict()

page.compare()

page.block("what")

with page.block("map"):
    navigation.course_list(page.lang, opened_label=words.text("map.seen"))
    page.progress()

page.block("code")
page.source.listing(with_numpy, with_torch, names=("train",))

lr = page.settings["lr"]
with page.block("precision", lr=lr):
    page.output("precision", precision_session(lr))

with page.block("check"):
    found_installation = installation()
    labels = words.labels("check.table")
    page.table(
        words.text("check.title"),
        [labels["what"], labels["found"]],
        [
            ["Python", found_installation.python],
            ["torch", found_installation.torch],
            ["NumPy", found_installation.numpy],
            [labels["devices"], ", ".join(found_installation.devices)],
        ],
    )
    page.markdown("check.draw")
    page.output("draw", draw(page.settings["rand_seed"]))
page.controls.sliders("rand_seed")

with page.block("clash"):
    page.output("script", f"# torch.py\n{SCRIPT}")
    page.markdown("clash.result")
    page.output("error", page.compute.train(clash).error or words.text("clash.none"))

page.exercise()

page.block("remember")

page.close()
