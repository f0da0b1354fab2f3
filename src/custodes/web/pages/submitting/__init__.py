"""Checking a return, signing it off, submitting it, correcting it; what was submitted stays to be seen."""
