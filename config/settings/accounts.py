"""Sign-in, sessions and passwords of the staff face."""
