"""Importing lists: upload, see what was read, choose, and take it back."""
