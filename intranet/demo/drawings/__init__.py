"""Drawn photographs: street scenes with a problem, and the same scene without it. No faces, no words."""

from intranet.demo.drawings.catalogue import Scene, draw, photo, scene_for, scenes

__all__ = ["Scene", "draw", "photo", "scene_for", "scenes"]
