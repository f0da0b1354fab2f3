"""Returns, submissions and instruments as accessible PDF (PDF/UA-1), set by typst."""
