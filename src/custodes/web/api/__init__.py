"""The API: the same register, permissions and actions as the pages, for programs. docs/reference/api.md."""
