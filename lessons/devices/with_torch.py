"""What is measured, and a model of its time on a CPU and on a GPU."""

import torch

BATCH = 64
"""Examples of a training step."""


def make_data(operation, n):
    """Two matrices (n, n), or the X (64, n), W (n, n), y (64, n) of a training."""
    generator = torch.Generator().manual_seed(0)
    rows = BATCH if operation == "training" else n
    X = torch.rand(rows, n, generator=generator)
    W = torch.rand(n, n, generator=generator) / n
    return X, W, torch.ones_like(X)


def compute(operation, A, B, y):
    """One operation; what a clock measures."""
    match operation:
        case "matmul":
            return A @ B
        case "add":
            return A + B
        case "sum":
            return A.sum()
        case "training":
            W = B.detach().requires_grad_()
            loss = ((A @ W - y) ** 2).mean()
            loss.backward()
            return B - 0.1 * W.grad


def work(operation, n):
    """Calculations, bytes in memory, bytes to copy, kernels to start."""
    n2 = n**2
    match operation:
        case "matmul":
            calculations, n_bytes = 2 * n * n2, 12 * n2
            return calculations, n_bytes, n_bytes, 1
        case "add":
            return n2, 12 * n2, 12 * n2, 1
        case "sum":
            return n2, 4 * n2, 4 * n2, 1
        case "training":
            calculations = 6 * BATCH * n2
            copies = 8 * BATCH * n
            return calculations, 24 * n2, copies, 10


def build(
    operation,
    n,
    cpu,
    gpu,
    bandwidth,
    latency,
    stays,
    cpu_memory=20,
    gpu_memory=500,
):
    """Seconds of the CPU; then of the GPU: starting, copying, computing."""
    # forward
    cost = work(operation, n)
    calculations, memory, copies, kernels = cost
    on_cpu = 1e-6 * kernels + torch.maximum(
        calculations / (1e9 * cpu),
        memory / (1e9 * cpu_memory),
    )
    start = 1e-6 * latency * kernels
    copy = copies / (1e9 * bandwidth)
    if stays:
        copy = 0 * n
    on_gpu = torch.maximum(
        calculations / (1e9 * gpu),
        memory / (1e9 * gpu_memory),
    )
    return on_cpu, start + 0 * n, copy, on_gpu


def run(
    operation="matmul",
    n=512,
    cpu=50,
    gpu=10_000,
    bandwidth=12,
    latency=10,
    stays=False,
):
    """Seconds at this size: of the CPU, then of the GPU in its three parts."""
    size = torch.tensor(n, dtype=torch.float64)
    times = build(operation, size, cpu, gpu, bandwidth, latency, stays)
    return tuple(map(float, times))
