"""Screens of joint meetings."""
