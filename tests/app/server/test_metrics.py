"""The numbers of `/metrics`."""

import sys

from app.server import metrics


def test_metrics_are_numbers():
    values = metrics.values()
    assert all(float(value) >= 0 for value in values.values())
    assert values["process_resident_memory_bytes"] > 1e7 or sys.platform != "linux"
    assert values["app_results_bytes"] <= values["app_results_bytes_max"]
