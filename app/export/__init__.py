"""What a reader takes away: notebooks, tables."""
