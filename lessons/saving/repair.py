"""A resume that forgets something, and ways to change it."""

import torch


def resume(file, model, optimizer, generator):
    """Put a training back where its file was saved."""
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    generator.set_state(checkpoint["rng"])
    return checkpoint["epoch"]


def resume_optimizer(file, model, optimizer, generator):
    """Put a training back where its file was saved."""
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    generator.set_state(checkpoint["rng"])
    return checkpoint["epoch"]


def resume_seeded(file, model, optimizer, generator):
    """Put a training back where its file was saved."""
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    generator.manual_seed(checkpoint["epoch"])
    return checkpoint["epoch"]


def resume_rate(file, model, optimizer, generator):
    """Put a training back where its file was saved."""
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    groups = checkpoint["optimizer"]["param_groups"]
    optimizer.param_groups[0]["lr"] = groups[0]["lr"]
    generator.set_state(checkpoint["rng"])
    return checkpoint["epoch"]


def resume_first(file, model, optimizer, generator):
    """Put a training back where its file was saved."""
    checkpoint = torch.load(file, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    generator.set_state(checkpoint["rng"])
    return 0
