"""Custodes: public bodies account for the surveillance cameras they run."""

from importlib.metadata import version

__version__ = version("custodes")
