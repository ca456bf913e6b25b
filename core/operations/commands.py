"""The base of management commands, under the name by which other apps know it."""

from core.commands import OperationCommand, Outcome, Progress

__all__ = ["OperationCommand", "Outcome", "Progress"]
