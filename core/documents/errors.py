"""Why a document could not be made."""


class DocumentError(Exception):
    """The data do not fit the template: a fault of the calling code, never of what people typed."""
