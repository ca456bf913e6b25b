"""Page types, files and classes of the public site."""

from portal.base.models.classes import GenreClass, SubjectClass, Topic
from portal.base.models.documents import DocumentAttachment, DocumentPage
from portal.base.models.lists import DocumentIndexPage
from portal.base.models.media import PageFile, PublicDocument, PublicImage, PublicRendition
from portal.base.models.pages import BodyPage, HomePage, PublicPage, SectionPage, StandardPage

__all__ = [
    "BodyPage",
    "DocumentAttachment",
    "DocumentIndexPage",
    "DocumentPage",
    "GenreClass",
    "HomePage",
    "PageFile",
    "PublicDocument",
    "PublicImage",
    "PublicPage",
    "PublicRendition",
    "SectionPage",
    "StandardPage",
    "SubjectClass",
    "Topic",
]
