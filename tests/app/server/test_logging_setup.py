"""The operator's log: JSON lines without anything that a reader typed."""

import json
import logging
import sys
import warnings

import pytest
import torch

from app.server import logging_setup


def test_torch_warns_of_no_error_while_the_graph_of_another_reader_is_recorded():
    """Anomaly detection, which records graphs, is a mode of the whole process."""

    def fail():
        a = torch.tensor(3.0, requires_grad=True)
        square = a**2
        a.detach().zero_()
        square.backward()

    with warnings.catch_warnings(record=True) as messages:
        warnings.simplefilter("always")
        with torch.autograd.set_detect_anomaly(True, check_nan=False):
            with pytest.raises(RuntimeError, match="inplace"):
                fail()
            assert len(messages) == 1
            logging_setup.silence_anomaly_warnings()
            with pytest.raises(RuntimeError, match="inplace"):
                fail()
    assert len(messages) == 1


def test_the_log_has_no_text_of_a_reader():
    try:
        raise ValueError("a reader's secret")
    except ValueError:
        record = logging.LogRecord(
            "app", logging.ERROR, "", 0, "page %s failed", ("x",), sys.exc_info()
        )
    line = json.loads(logging_setup.JsonLineFormatter().format(record))
    assert line["event"] == "page x failed"
    assert line["error"] == "ValueError"
    assert line["frames"][-1].endswith("test_the_log_has_no_text_of_a_reader")
    assert "secret" not in json.dumps(line)
