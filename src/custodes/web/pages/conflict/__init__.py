"""Two people changed the same record: both versions side by side, and one of them chooses."""
