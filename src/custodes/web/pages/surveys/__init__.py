"""An office's surveys: instruments, waves and whom they ask."""
