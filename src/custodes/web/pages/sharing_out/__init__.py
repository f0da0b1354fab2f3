"""A return shared out: sections that others fill in, bodies that it answers for."""
