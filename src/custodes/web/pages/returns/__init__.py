"""A body's returns to surveys, filled in."""
