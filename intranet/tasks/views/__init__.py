"""Screens of tasks and supervisions."""
