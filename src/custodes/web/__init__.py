"""The service: pages, API, and how Django is set up."""
