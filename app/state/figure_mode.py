"""Figure mode: a page in another site's frame shows its figure, and nothing else.

The mode is in the link (`figure=1`) and remembered for the session. A link that is
shared leaves it out.
"""

from app.state.link_mode import LinkMode

PARAMETER = "figure"
"""The mode's name in links and in the session."""

MODE = LinkMode(PARAMETER)
read_link, is_on = MODE.read_link, MODE.is_on
