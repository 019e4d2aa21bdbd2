"""Teach: links to hand out, the projector, a plan, what to do before, what it takes."""

from app.guide import Guide

page = Guide("teach")

PLAN = {
    "start": (
        (15, "home", "way", "diverges"),
        (10, "home", "first", "falls"),
        (15, "tensors", "join", "stack"),
    ),
    "tensors": (
        (12, "indexing", "count", "list"),
        (12, "broadcasting", "fate", "clash"),
        (16, "memory", "who", "shared"),
    ),
    "gradient": (
        (12, "gradient_descent", "valley", "jumps"),
        (16, "linear_regression", "rate", "zigzag"),
        (12, "batches", "rest", "one"),
    ),
    "autograd": (
        (10, "autograd", "kept", "twice"),
        (10, "computation_graph", "leaves", "branch"),
        (10, "update_pitfalls", "way", "refused"),
        (10, "training_loop", "difference", "module"),
    ),
    "model": (
        (10, "optimizers", "race", "fair"),
        (8, "losses", "double", "huber"),
        (8, "modules", "count", "clash"),
        (14, "playground", "can", "spiral"),
    ),
    "real": (
        (16, "text_classification", "bag", "train_words"),
        (16, "image_classification", "mistaken", "linear"),
        (8, "next_steps", "operations", "branch"),
    ),
}

with page.block("link"):
    page.link()

page.block("projector")

with page.block("plan"):
    page.plan(PLAN)

for section in ("before", "room", "keeps"):
    page.block(section)

with page.block("cost", **page.numbers(300)):
    page.cost(30, 300)
    page.markdown("cost.more", **page.numbers(300))

page.close()
