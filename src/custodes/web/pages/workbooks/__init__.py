"""A return taken away and brought back: as a workbook to fill in anywhere, and on paper."""
