"""Answers to requests for information: figures of a register as they stood, kept, and held against those given before."""
