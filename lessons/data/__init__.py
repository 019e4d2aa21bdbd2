"""Data that ships with the course, and what reads it."""
