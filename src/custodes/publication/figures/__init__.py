"""Figures of a wave: defined as data, worked out from what was submitted, checked by anybody (ADR 0021)."""
