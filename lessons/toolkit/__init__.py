"""What lessons share: parsers, traces and views of tensors and graphs."""
