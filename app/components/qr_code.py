"""A link as a QR code."""

import io

import segno


def qr_code(text: str, scale: int = 12) -> bytes:
    """Return a QR code as PNG, black on white with its margin.

    Args:
        scale: pixels of a module, the smallest square.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale)
    return out.getvalue()
