"""Seven optimizers by hand: what each keeps, and how it moves."""

import numpy as np

STARTS = {
    "bowl": (-1.4, 0.7),
    "valley": (1.4, -0.4),
    "saddle": (0.02, 0.7),
    "beale": (0.6, 1.2),
    "regression": (0.5, -0.14),
}


def make_start(function="valley"):
    """Where every optimizer begins: shape (2,)."""
    return np.array(STARTS[function])


def make_data(n=100, noise=0.1, seed=40):
    """x, y of shape (0.8 n,): the training points of the regression."""
    rng = np.random.RandomState(seed)
    x = rng.rand(n)
    y = 1 + 2 * x + noise * rng.randn(n)
    order = rng.permutation(n)[: n * 4 // 5]
    return x[order], y[order]


def measure(function, w, k):
    """A loss of two parameters: its value and its gradient at w."""
    w1, w2 = w
    match function:
        case "bowl":
            loss = (w1**2 + k * w2**2) / 2
            slopes = w1, k * w2
        case "valley":
            up = w2 - w1**2 / 2
            loss = ((w1 + 1) ** 2 + k * up**2) / 2
            slopes = w1 + 1 - k * up * w1, k * up
        case "saddle":
            loss = (w1**2 - 1) ** 2 / 4 + k * w2**2 / 2
            slopes = w1**3 - w1, k * w2
        case "beale":
            i = np.arange(1, 4)
            miss = [1.5, 2.25, 2.625] - w1 * (1 - w2**i)
            loss = (miss**2).sum()
            slopes = 2 * miss @ (w2**i - 1), 2 * miss @ (w1 * i * w2 ** (i - 1))
        case "regression":
            x, y = make_data()
            residual = w1 + w2 * x - y
            loss = (residual**2).mean()
            slopes = 2 * residual.mean(), 2 * (x * residual).mean()
    return loss, np.array(slopes)


def make_optimizer(params, n_steps, optimizer, schedule, lr):
    """The function that takes a step: it changes w and what it keeps, m and v."""
    (w,) = params
    m, v = np.zeros_like(w), np.zeros_like(w)

    def step(grad_w, t):
        lr_t = lr
        match schedule:
            case "step":
                lr_t = lr * 0.3 ** (t // (n_steps // 3))
            case "cosine":
                lr_t = lr * (1 + np.cos(np.pi * t / n_steps)) / 2
        match optimizer:
            case "SGD":
                w[:] -= lr_t * grad_w
            case "Momentum":
                m[:] = 0.9 * m + grad_w
                w[:] -= lr_t * m
            case "Nesterov":
                m[:] = 0.9 * m + grad_w
                w[:] -= lr_t * (grad_w + 0.9 * m)
            case "Adagrad":
                v[:] += grad_w**2
                w[:] -= lr_t * grad_w / (np.sqrt(v) + 1e-10)
            case "RMSprop":
                v[:] = 0.99 * v + 0.01 * grad_w**2
                w[:] -= lr_t * grad_w / (np.sqrt(v) + 1e-8)
            case "Adam":
                m[:] = 0.9 * m + 0.1 * grad_w
                v[:] = 0.999 * v + 0.001 * grad_w**2
                m_hat = m / (1 - 0.9 ** (t + 1))
                v_hat = v / (1 - 0.999 ** (t + 1))
                w[:] -= lr_t * m_hat / (np.sqrt(v_hat) + 1e-8)
            case "AdamW":
                w[:] *= 1 - lr_t * 0.01
                m[:] = 0.9 * m + 0.1 * grad_w
                v[:] = 0.999 * v + 0.001 * grad_w**2
                m_hat = m / (1 - 0.9 ** (t + 1))
                v_hat = v / (1 - 0.999 ** (t + 1))
                w[:] -= lr_t * m_hat / (np.sqrt(v_hat) + 1e-8)

    return step


def train(function, k, n_steps=60, **rule):
    """Return w after n_steps updates, and w and the loss before each."""
    w = make_start(function)
    step = make_optimizer([w], n_steps, **rule)
    path, losses = [], []
    for t in range(n_steps):
        # forward
        loss, by_hand = measure(function, w, k)
        path.append(w.tolist())
        losses.append(loss.item())
        # backward
        grad_w = by_hand
        # update
        step(grad_w, t)
    return w, path, losses


def run(function="valley", k=20.0, schedule="constant", optimizer="Momentum", lr=0.01):
    """A whole descent: where it ends, and the loss before its last step."""
    w, _, losses = train(function, k, optimizer=optimizer, schedule=schedule, lr=lr)
    return *w.tolist(), losses[-1]
