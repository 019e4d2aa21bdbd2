"""What a session remembers of a page, and what a link says of it."""
