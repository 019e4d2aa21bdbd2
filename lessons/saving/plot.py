"""The resumed training beside the one without a cut, in matplotlib."""

import io

import matplotlib.pyplot as plt


def draw(
    make_data,
    make,
    save,
    load,
    train,
    *,
    curve_title,
    cut,
    kept,
    optimizer,
    shuffle,
    seed,
):
    """Cut, save, resume; draw the losses of this and of a training without a cut."""
    X, y = make_data()
    uncut, file = make(optimizer, seed), io.BytesIO()
    whole = train(X, y, uncut, range(13), shuffle)
    trainer = make(optimizer, seed)
    first = train(X, y, trainer, range(cut), shuffle)
    save(file, cut, trainer, kept)
    file.seek(0)
    trainer = make(optimizer, seed)
    epoch = load(file, trainer)
    rest = train(X, y, trainer, range(epoch, 13), shuffle)
    model, other = trainer[0], uncut[0]
    for name, value in other.state_dict().items():
        difference = model.state_dict()[name] - value
        print(f"difference of {name} at the end:", difference.item())
    plt.plot(whole[:61], "k--", linewidth=1)
    plt.plot((first + rest)[:61])
    plt.axvline(len(first), color="gray", linewidth=1)
    plt.title(curve_title)
    plt.yscale("log")
    plt.show()
