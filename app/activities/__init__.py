"""What the reader does: predictions, exercises, comparisons, long trainings."""
