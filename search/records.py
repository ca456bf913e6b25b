"""What an app hands to the search: one flat record for each thing that can be found."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class RecordClass(StrEnum):
    """Records of one class share an index of their own, because term statistics (how rare is a word)
    only make sense among texts of one sort, and because titles weigh differently in each."""

    DOCUMENT = "document"  # whole texts with a telling title: notices, policies, bulletins, pages
    PASSAGE = "passage"  # pieces of a text, such as a statute's single articles
    CASE = "case"  # dealings of the staff: cases, later tasks, letters, minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentText:
    """The extracted text of one file. ``name`` is what a hit shows, ``url`` where the file opens."""

    name: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """One findable thing.

    ``public`` puts the record into the portal's index as well; its ``acl`` is then "public" whatever
    was given. Otherwise ``acl`` lists the tokens of core.units.selectors.acl_tokens, one of which a
    reader must own: "unit:3", "area:3", "role:dispatcher", "user:7", "staff", and "all" for those who see
    everything. Nothing is added to it: a record with an empty ``acl`` is found by nobody.

    ``url`` is a path on the face where the thing lives: the portal's for public records, else the
    intranet's. ``version`` changes whenever the content does (microseconds of the last change serve);
    ``search_reconcile`` compares it. No field may carry a requester's contact data.
    """

    kind: str
    pk: int
    title: str
    url: str
    body: str = ""
    heading: str = ""  # chapter or section above a passage; searched with the body
    caption: str = ""  # a grey line under the title (issuer, category); shown, not searched
    number: str = ""  # 发文字号, 索引号 or case number: an exact match comes first
    parent: str = ""  # what a passage is a piece of (the law's title): siblings lift each other in the ranking
    unit_id: int | None = None
    published_on: datetime.date | None = None
    repealed: bool = False
    public: bool = False
    acl: frozenset[str] = frozenset()
    external_id: str = ""
    version: int = 0
    attachments: tuple[AttachmentText, ...] = ()

    def tokens(self) -> frozenset[str]:
        """The access tokens the index stores."""
        return frozenset({"public"}) if self.public else self.acl
