"""What can be wrong with an entry of the clock ledger."""


class ClockError(ValueError):
    """The entry does not fit the clock's state or its order in time; an error of the calling program."""
