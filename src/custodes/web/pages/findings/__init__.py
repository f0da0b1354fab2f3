"""What is wrong in a body's systems, and with which devices."""
