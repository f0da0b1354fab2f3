"""Who may do what: people, bodies, roles, and permissions as code."""
