"""The list of a body's devices: search, filters, sorting, changing many at once."""
