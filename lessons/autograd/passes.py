"""Step by step: what each backward pass adds, what each row of the Jacobian adds."""

from dataclasses import dataclass

import numpy as np

from lessons.autograd.with_torch import build, jacobian, make_data, pull


@dataclass(frozen=True, eq=False)
class Pass:
    """One backward pass.

    Args:
        function: of x, by its name.
        y: its value.
        before: x.grad when the pass begins, shape (4,); None before the first one and
            after zeroing.
        contribution: the gradient of this function alone.
        after: x.grad at the end.
    """

    function: str
    y: float
    before: np.ndarray | None
    contribution: np.ndarray
    after: np.ndarray


def run_passes(begin: float, second: str, zeroing: bool) -> tuple[Pass, ...]:
    """Run both passes; each contribution is that of a run with zeroing."""
    x = make_data(begin)
    separate = build(x, second, zeroing=True)
    before, out = None, []
    for function, (y, grad), (_, contribution) in zip(
        ("quadratic", second), build(x, second, zeroing), separate, strict=True
    ):
        after = grad.numpy()
        out.append(Pass(function, y.item(), before, contribution.numpy(), after))
        before = None if zeroing else after
    return tuple(out)


@dataclass(frozen=True, eq=False)
class VectorJacobianProduct:
    """vᵀJ, row by row.

    Args:
        J: shape (4, 4).
        so_far: after each row of J the sum of the rows until then, each times its
            weight, shape (4, 4); the last is vᵀJ.
        grad: what backward(gradient=v) leaves in x.grad, shape (4,).
    """

    J: np.ndarray
    so_far: np.ndarray
    grad: np.ndarray


def vector_jacobian_product(
    begin: float, mapping: str, v: tuple[float, ...]
) -> VectorJacobianProduct:
    """Compute vᵀJ from the rows of the Jacobian, weighted by v."""
    x = make_data(begin)
    J = jacobian(x, mapping).numpy()
    so_far = np.cumsum(np.array(v)[:, None] * J, axis=0)
    return VectorJacobianProduct(J, so_far, pull(x, v, mapping).numpy())
