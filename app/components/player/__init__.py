"""The player: a recording that is played, and its views."""
