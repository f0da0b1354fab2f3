"""5. Questionnaires as data: instruments, and what they ask."""
