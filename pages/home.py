"""Start: the five acts, the map of the course, is my installation right."""

from app import views
from app.page import Page
from lessons.home import with_numpy, with_torch
from lessons.home.clash import SCRIPT, clash
from lessons.home.installation import installation, rand

page = Page("home")
rec, words = page.recording(), page.words

NODES = [
    {"id": "w", "label": "w", "x": 0, "y": 0.12, "meaning": "model", "lit": ["graph", "update"]}
    | {"shows": [{"act": "graph", "text": "{w}", "meaning": "model"}]},
    {"id": "x", "label": "x", "x": 0, "y": 0.88, "meaning": "data", "lit": ["graph"]}
    | {"shows": [{"act": "graph", "text": "{x}", "meaning": "data"}]},
    {"id": "times", "label": "×", "x": 0.3, "y": 0.5, "meaning": "", "shows": []},
    {"id": "y_pred", "label": "ŷ", "x": 0.56, "y": 0.5, "meaning": "prediction"}
    | {"lit": ["forward"]}
    | {"shows": [{"act": "forward", "text": "{y_pred}", "meaning": "prediction"}]},
    {"id": "y", "label": "y", "x": 0.56, "y": 1, "meaning": "data", "lit": ["graph"]}
    | {"shows": [{"act": "graph", "text": "{y}", "meaning": "data"}]},
    {"id": "square", "label": "( )²", "x": 0.79, "y": 0.5, "meaning": "", "shows": []},
    {"id": "loss", "label": "L", "x": 1, "y": 0.5, "meaning": "loss", "lit": ["loss"]}
    | {"shows": [{"act": "loss", "text": "{loss}", "meaning": "loss"}]},
]
EDGES = [("w", "times"), ("x", "times"), ("times", "y_pred"), ("y_pred", "square")]
EDGES += [("y", "square"), ("square", "loss")]
NODES[0]["shows"].append(
    {"act": "backward", "text": "∂L/∂w = {grad_w}", "meaning": "gradient", "below": -30}
)

page.figure(
    views.ring(words),
    views.graph(words, NODES, EDGES),
    views.curve(words, rec, ("loss", "loss", "line")),
    marks={"lr": (0.01, 0.1)},
)

with page.block("what", note="what.note"):
    page.markdown("what.text")

with page.block("map"):
    page.course_map()

with page.block("code", note="code.note"):
    page.markdown("code.text")
page.code(with_numpy, with_torch, "train", head="graph")

with page.block("check", note="check.note"):
    here = installation()
    said = words.labels("check.table")
    page.table(
        [said["what"], said["found"]],
        [["Python", here.python], ["torch", here.torch], ["NumPy", here.numpy]]
        + [[said["devices"], ", ".join(here.devices)]],
    )
    page.markdown("check.text")
    seed = page.settings["rand_seed"]
    page.output("rand", f">>> torch.manual_seed({seed})\n>>> torch.rand(5, 3)\n{rand(seed)}")
page.sliders(("rand_seed",))

with page.block("clash", note="clash.note"):
    page.markdown("clash.text")
    page.output("script", f"# torch.py\n{SCRIPT}")
    page.markdown("clash.result")
    page.output("error", page.computed("clash", clash).error or words.text("clash.none"))

with page.block("remember", note="remember.trap"):
    page.markdown("remember.text")

page.close()
