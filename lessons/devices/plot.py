"""The model's times over the size, both axes logarithmic."""

import matplotlib.pyplot as plt


def draw(build, torch, *, operation, n, cpu, gpu, bandwidth, latency, stays):
    """Draw the CPU, the GPU and the parts of the GPU's time; mark the size n."""
    sizes = torch.tensor([2.0**k for k in range(15)], dtype=torch.float64)
    times = build(operation, sizes, cpu, gpu, bandwidth, latency, stays)
    on_cpu, start, copy, on_gpu = times
    _, place = plt.subplots(figsize=(6, 4))
    place.loglog(sizes, on_cpu, label="CPU", color="gray", lw=3)
    place.loglog(sizes, start + copy + on_gpu, label="GPU", color="purple", lw=3)
    if not stays:
        place.loglog(sizes, copy, "--", label="copy", color="purple")
    place.loglog(sizes, start, ":", label="start", color="purple")
    place.axvline(n, color="gray", lw=1)
    place.set_xscale("log", base=2)
    place.set_yscale("log", base=10)
    place.set(xlabel="n", ylabel="s")
    place.legend()
    plt.show()
