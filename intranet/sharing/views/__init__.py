"""Screens of sharing."""
