"""A page in a test: opened by a link, its text checked, its recording read."""

import json
import re

import numpy as np
import pyarrow as pa
from streamlit.testing.v1 import AppTest

from app.components.player import packing
from app.content.catalogue import ROOT, load_messages
from app.content.glossary import ADDRESS
from app.state.link import control_key
from lessons import lesson
from lessons.contract import Recording, Table, TextControl

SECONDS = 30


def open_page(slug, lang="fr", **link):
    """Open a page by a link, as a new reader does."""
    app = AppTest.from_file(str(ROOT / "app" / "router.py"), default_timeout=SECONDS)
    for name, value in {"lang": lang, **link}.items():
        app.query_params[name] = value
    app.switch_page(f"../pages/{slug}.py")
    return app.run()


def texts(app):
    """Return the Markdown of each text of a page, terms of the glossary not marked."""
    link = re.compile(rf"\[([^\]]*)\]\({ADDRESS}\w+\)")
    return [link.sub(r"\1", element.value) for element in app.markdown]


def page_text(app):
    """Return the Markdown of a page."""
    return "\n".join(texts(app))


def cell_drawings(app):
    """Return the drawings of cells on a page, in its order."""
    protos = [element.proto for element in app.get("bidi_component")]
    data = [json.loads(proto.json) for proto in protos if proto.json]
    drawings = [json.loads(each["drawing"]) for each in data if "drawing" in each]
    return [each for each in drawings if "frames" in each]


def set_control(app, slug, name, value):
    """Set a control that is no played one, as a reader does."""
    control = lesson(slug)[name]
    kinds = (
        *(app.segmented_control, app.toggle, app.select_slider, app.text_input),
        app.radio,
    )
    (widget,) = [
        w for kind in kinds for w in kind if w.key == control_key(slug, name)
    ] or [  # a control of several lists: the one that has the value
        w
        for w in app.radio
        if w.key.startswith(f"{slug}/{name}/") and w.format_func(value) in w.options
    ]
    text = control.write(value) if isinstance(control, TextControl) else value
    widget.set_value(text).run()


def read_recording(app):
    """Return header and tables of the recording that the page sent."""
    for element in app.get("bidi_component"):
        for blob in element.proto.mixed.arrow_blobs.values():
            with pa.ipc.open_stream(blob.data) as stream:
                column = stream.read_all().column(0).to_numpy()
            return packing.unpack(column.astype("uint8").tobytes())
    raise AssertionError("no recording was sent")


def to_recording(head, tables):
    """Return the recording that these header and tables are of."""
    by_name = {n: Table(tuple(head["tables"][n]["axes"]), v) for n, v in tables.items()}
    here = {name: head["axes"][name][at] for name, at in head["here"].items()}
    cross = tuple(map(tuple, head["cross"]))
    return Recording(head["axes"], head["steps"], by_name, cross=cross, here=here)


def check_text(app, lang):
    """Check and return the text: no exception, no placeholder, a sentence a step.

    And nan only where PyTorch computes it: in a run that leaves the numbers.
    """
    text = page_text(app)
    assert all(live_sentences(app))
    assert not app.exception
    assert load_messages(lang)["failure"]["text"] not in text
    assert "nan" not in text.lower().split() or diverges(app)
    assert "{" not in text
    return text


def diverges(app):
    """Return whether a run that the page sent ends in no number."""
    head, tables = read_recording(app)
    series = [v for n, v in tables.items() if "t" in head["tables"][n]["axes"]]
    return any(np.isnan(values).any() for values in series)


def live_sentences(app):
    """Yield the sentence of each step of what is played or stepped on the page."""
    protos = [element.proto for element in app.get("bidi_component")]
    for data in [
        json.loads(proto.json or proto.mixed.json or "{}") for proto in protos
    ]:
        if "conf" in data and (conf := json.loads(data["conf"]))["part"] == "figure":
            yield conf["now"]
        drawing = json.loads(data.get("drawing", "{}"))
        frames = drawing.get("frames", ())
        for step in drawing.get("steps", frames if len(frames) > 1 else ()):
            yield step.get("says") or step.get("head") or step.get("note")


def player_parts(app):
    """Return the data of each part of the player."""
    protos = [element.proto for element in app.get("bidi_component")]
    data = [json.loads(proto.json) for proto in protos if proto.json]
    return [json.loads(d["conf"]) for d in data if "conf" in d]


def printed_output(app):
    """Return what Python printed, as the page shows it."""
    return [
        "".join(text for text, _ in part["pieces"])
        for part in player_parts(app)
        if part["part"] == "output"
    ]
