"""Screens of casework: lists, the case page and its acts, entry of new cases."""
