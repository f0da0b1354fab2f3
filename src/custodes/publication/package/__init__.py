"""A publication as one signed file: what is in it, what is not, and how anybody checks it (ADR 0022)."""
