"""torch without its compiler: nothing computed changes, and it comes when asked for."""

import json
import subprocess
import sys

import pytest
import torch

from app.compute import dynamo_stub
from app.content.catalogue import ROOT

BEGIN = """
import json, sys
import torch
from app.compute import dynamo_stub
absent = lambda: isinstance(sys.modules.get(dynamo_stub.NAME), dynamo_stub.DynamoStub)
n_parts = lambda: sum(name.startswith(f"{dynamo_stub.NAME}.") for name in sys.modules)
"""

TRAIN = """
def train(optimizer):
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 1)
    X, y = torch.randn(20, 3), torch.randn(20, 1)
    optimizer = getattr(torch.optim, optimizer)(model.parameters(), lr=0.1)
    for _ in range(5):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(X), y).backward()
        optimizer.step()
    return [p.tolist() for p in model.parameters()]
weights = [train(name) for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad")]
rows = torch.func.jacrev(lambda x: x**2)(torch.ones(3)).tolist()
"""


def python(code):
    """What a Python of its own prints; it has torch as it comes."""
    ran = subprocess.run(
        [sys.executable, "-c", BEGIN + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_stub_matches_the_required_torch():
    assert f"torch=={dynamo_stub.VERSION}\n" in (ROOT / "requirements.txt").read_text()
    assert torch.__version__.partition("+")[0] == dynamo_stub.VERSION


def test_optimizers_and_jacobians_do_without_it_and_compute_the_same():
    told = TRAIN + "print(json.dumps([weights, rows, absent(), n_parts()]))"
    with_it = python(told)
    without = python("assert dynamo_stub.install() and dynamo_stub.install()\n" + told)
    assert without[:2] == with_it[:2]
    assert without[2:] == [True, 0]
    assert not with_it[2] and with_it[3] > 50


@pytest.mark.parametrize(
    "wanted",
    [
        "import torch._dynamo.config as part",
        "from torch._dynamo import config as part",
        "import torch._dynamo; part = torch._dynamo.config",
        "torch._dynamo.compiled_autograd._enable; part = torch._dynamo.config",
    ],
)
def test_the_stub_gives_way_to_the_real_module(wanted):
    told = """
import torch._dynamo
whole = sys.modules[dynamo_stub.NAME]
same = part is whole.config is sys.modules[f"{dynamo_stub.NAME}.config"]
real = torch._dynamo is whole and not absent()
print(json.dumps([same, real, part.__spec__.name]))
"""
    found = python(f"dynamo_stub.install()\n{wanted}\n{told}")
    assert found == [True, True, f"{dynamo_stub.NAME}.config"]


def test_a_model_is_exported_and_compiled_all_the_same():
    code = (
        "dynamo_stub.install()\n"
        + TRAIN
        + """
model = torch.nn.Linear(3, 1)
program = torch.export.export(model, (torch.ones(2, 3),), strict=True)
same = torch.equal(program.module()(torch.ones(2, 3)), model(torch.ones(2, 3)))
twice = torch.compile(lambda x: 2 * x, backend="eager")
print(json.dumps([same, twice(torch.ones(2)).tolist(), train("Adam") == weights[1]]))
"""
    )
    assert python(code) == [True, [2.0, 2.0], True]


def test_functions_that_are_not_compiled_are_unchanged():
    code = """
dynamo_stub.install()
three = lambda: 3
now, later = torch.compiler.disable(three), torch.compiler.disable(recursive=False)
print(json.dumps([now(), later(three)(), absent()]))
"""
    assert python(code) == [3, 3, True]


def test_scanning_all_modules_does_not_load_dynamo():
    code = """
import inspect
dynamo_stub.install()
inspect.stack()
looked = [hasattr(module, "__wrapped__") for module in [*sys.modules.values()]]
print(json.dumps(absent()))
"""
    assert python(code) is True


def test_another_torch_or_a_loaded_dynamo_is_unchanged():
    code = """
dynamo_stub.VERSION = "2.12.9"
another = dynamo_stub.install()
dynamo_stub.VERSION = "2.13.0"
import torch._dynamo
print(json.dumps([another, dynamo_stub.install(), absent()]))
"""
    assert python(code) == [False, False, False]
