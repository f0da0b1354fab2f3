"""A return as a workbook: filled in anywhere, read again, and merged answer by answer (docs/reference/return-workbook.md)."""
