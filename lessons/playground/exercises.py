"""Exercises of the page: a network that suffices, one that learns by heart, a rate."""

from random import Random

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value

SMALL = (("xor", 25), ("circles", 17))
"""Data, and how many weights may be used."""

NOISY = ((0.3, 8), (0.4, 1))
"""Noise and the seed of the data."""

RATES = (("xor", 0.001), ("circles", 10.0))
"""Data, and a rate that does not do."""

WHOLE: dict[str, Value] = {"batch_size": 400, "n_epochs": 100}
"""A short training, with all points in each batch."""


def draw_fewest(random: Random) -> dict[str, Value]:
    """Draw data, a network that is too large, and the number of weights allowed."""
    data, most = random.choice(SMALL)
    large: dict[str, Value] = {"depth": 1, "width": 8, "lr": 0.1}
    return WHOLE | large | {"data": data, "most": most}


def check_fewest(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether it is small enough, and right about 95 % of validation."""
    weights, accuracy = (
        float(rec.at("weights", 0)),
        float(rec.at("end_accuracy_test")),
    )
    numbers = {"weights": weights, "accuracy_test": accuracy}
    if weights > task["most"]:
        return "many", numbers
    return (RIGHT if accuracy >= 95 else "fails"), numbers


def draw_heart(random: Random) -> dict[str, Value]:
    """Draw noisy data, plenty of them, and a large network."""
    noise, seed = random.choice(NOISY)
    large: dict[str, Value] = {
        "depth": 2,
        "width": 8,
        "n": 400,
        "lr": 0.1,
        "validation": 0.5,
    }
    return WHOLE | large | {"noise": noise, "seed": seed, "data": "moons"}


def check_heart(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether it knows all training points, and less than 85 % of the others."""
    accuracy, accuracy_test = (
        float(rec.at(f"end_{name}")) for name in ("accuracy", "accuracy_test")
    )
    numbers = {"accuracy": accuracy, "accuracy_test": accuracy_test}
    if accuracy < 100:
        return "mistaken", numbers
    return (RIGHT if accuracy_test < 85 else "general"), numbers


def draw_rate(random: Random) -> dict[str, Value]:
    """Draw data and an unsuitable rate, for plain SGD with all points in each batch."""
    data, lr = random.choice(RATES)
    plain: dict[str, Value] = {"optimizer": "SGD", "depth": 1, "width": 8}
    return WHOLE | plain | {"data": data, "lr": lr, "activation": "ReLU"}


def check_rate(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether the loss ends below 0.2; if not, on which side the rate is."""
    loss = float(rec.at("end_loss"))
    numbers = {"end_loss": loss}
    if loss < 0.2:
        return RIGHT, numbers
    line = rec.series("loss")
    steady = bool((line[1:] <= 1.001 * line[:-1]).mean() > 0.95)
    return ("small" if steady else "large"), numbers


EXERCISES = (
    Exercise(
        "fewest",
        "settings",
        check_fewest,
        mistakes=("many", "fails"),
        draw=draw_fewest,
        answer_controls=("width",),
        solution={"width": 3},
    ),
    Exercise(
        "heart",
        "settings",
        check_heart,
        mistakes=("mistaken", "general"),
        draw=draw_heart,
        answer_controls=("n",),
        solution={"n": 40},
    ),
    Exercise(
        "rate",
        "settings",
        check_rate,
        mistakes=("small", "large"),
        draw=draw_rate,
        answer_controls=("lr",),
        solution={"lr": 1.0},
    ),
)
