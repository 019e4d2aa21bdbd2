"""Data that ships with the course, and the functions that read it."""
