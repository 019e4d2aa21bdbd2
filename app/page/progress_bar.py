"""A progress bar that is sent to the browser only when it has moved."""

from streamlit.delta_generator import DeltaGenerator


class ThrottledProgressBar:
    """A progress bar that is sent once a percent: thirty readers may wait at once.

    Args:
        place: where it is drawn.
        text: what stands over it.
    """

    def __init__(self, place: DeltaGenerator, text: str):
        self._place, self._text, self._percent = place, text, -1

    def show(self, fraction: float) -> None:
        """Show the part that is done, from 0 to 1."""
        percent = round(100 * min(max(fraction, 0.0), 1.0))
        if percent != self._percent:
            self._percent = percent
            self._place.progress(percent, self._text)

    def clear(self) -> None:
        """Remove the bar, if it is shown."""
        if self._percent >= 0:
            self._place.empty()
            self._percent = -1
