"""Trainings: run, shared, cached, cancelled. Knows no HTTP and no page."""
