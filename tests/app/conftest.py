"""What a lesson's own files read when they run outside the project."""

import pytest


@pytest.fixture(autouse=True)
def data(fashion_files, monkeypatch):
    monkeypatch.setenv("FASHION_MNIST_DATA", str(fashion_files))
