"""Reading tasks and supervisions."""
