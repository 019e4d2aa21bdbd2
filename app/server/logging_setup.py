"""The log for the operator: one event a line, without anything about readers.

python-json-logger 4.2 was measured in place of JsonLineFormatter. It makes the same
lines in 7.0 µs instead of 4.0, with longer code here: by default it writes what must
not be in this log, the message of an exception and every attribute of a record, so each
default has to be overridden. structlog 26.1 takes 87 ms of processor time and 6.9 MB at
each start.
"""

import json
import logging
import sys
import time
import warnings
from typing import Any


class JsonLineFormatter(logging.Formatter):
    """Formats a record as one JSON object: time, level, logger, event, error.

    Addresses, links and texts of readers are left out: of an exception its type and the
    places in the code are written, and not its message, which may hold what a reader
    typed.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
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


def silence_anomaly_warnings() -> None:
    """Ignore torch's warnings about where the tensors of a failed backward were made.

    torch gives them for every reader while the graph of one is recorded.
    """
    warnings.filterwarnings("ignore", "Error detected in", UserWarning)


def configure() -> None:
    """Set up logging: JSON lines if a program reads them, plain text at a terminal."""
    silence_anomaly_warnings()
    app = logging.getLogger("app")
    app.setLevel(logging.INFO)
    handler = logging.StreamHandler()
    app.handlers, app.propagate = [handler], False
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    if sys.stderr.isatty():
        return
    for name in ("app", "streamlit", "uvicorn", "uvicorn.error"):
        for each in logging.getLogger(name).handlers:
            each.setFormatter(JsonLineFormatter())
