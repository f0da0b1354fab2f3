"""Settling what a device is, and taking that back."""
