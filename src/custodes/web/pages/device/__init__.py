"""One device: what it is, the evidence, what is found, and changing what is said of it."""
