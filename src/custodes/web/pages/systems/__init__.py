"""The systems of a body: what they are, who uses them, what is shared."""
