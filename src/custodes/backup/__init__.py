"""The whole register as one file, and back: `custodes backup` and `custodes restore`."""
