"""What the server writes for its operator: an event a line, nothing about readers."""

import json
import logging
import sys
import time
import warnings
from typing import Any


class Lines(logging.Formatter):
    """One JSON object a line: when, how grave, from where, what; where it failed.

    No address, no link, no text that somebody typed: of an exception the type and the
    places in the code are written, its message may hold a reader's input and is not.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames, trace = [], record.exc_info[2]
            while trace is not None:
                code = trace.tb_frame.f_code
                frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
                trace = trace.tb_next
            line["frames"] = frames[-12:]
        return json.dumps(line, ensure_ascii=False)


def structured() -> bool:
    """Whether lines are for a program to read: nobody sits at a terminal."""
    return not sys.stderr.isatty()


def leave_out_origins() -> None:
    """Say nothing of where an error's tensors come from, as torch does for all readers
    while the graph of one is noted."""
    warnings.filterwarnings("ignore", "Error detected in", UserWarning)


def begin() -> None:
    """Write like this from now on, if a program reads it; a person reads plain text."""
    leave_out_origins()
    app = logging.getLogger("app")
    app.setLevel(logging.INFO)
    handler = logging.StreamHandler()
    app.handlers, app.propagate = [handler], False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    if not structured():
        return
    for name in ("app", "streamlit", "uvicorn", "uvicorn.error"):
        for each in logging.getLogger(name).handlers:
            each.setFormatter(Lines())
