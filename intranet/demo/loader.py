"""Puts the demo district into an installation, once: units, people, published texts, cases."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from core.categories.models import MinorCategory
from core.categories.services import categories_load
from core.files.models import StoredFile
from core.units.actors import SYSTEM
from core.units.models import RoleAssignment, Unit, UnitContact, User
from core.units.services import unit_create
from intranet.demo import district, publications
from intranet.demo.accounts import PASSWORD, factor_give
from intranet.demo.attachments import attachment_bytes, papers
from intranet.demo.cases import cases_load
from intranet.demo.markup import body_blocks
from intranet.demo.pictures import Album
from intranet.demo.publications import Publication
from intranet.publishing.groups import memberships_mirror
from intranet.publishing.services import page_add_live
from portal.base.models import DocumentPage, GenreClass, PublicDocument, SubjectClass, Topic
from portal.base.models.documents import DocumentAttachment
from portal.notices.models import NoticeAttachment, NoticeIndexPage, NoticePage
from portal.policies.models import PolicyAttachment, PolicyIndexPage, PolicyPage, PolicyRelation

SEED = Path(settings.PROJECT_DIR) / "core" / "categories" / "seed" / "categories.csv"
REASON = "demo"
Tell = Callable[[str], None]


def is_loaded() -> bool:
    """Whether the demo district is there already."""
    return User.objects.filter(is_demo=True).exists()


def refuse_in_production() -> None:
    """Demo accounts have a printed password: never where real people are served."""
    if settings.APP_ENV.production:
        raise CommandError("demo accounts are refused with APP_MODE=production; set DEMO=0")


def units_load() -> dict[str, Unit]:
    """Units by key, parents first."""
    made: dict[str, Unit] = {}
    with transaction.atomic():
        for number, seed in enumerate(district.units()):
            made[seed.key] = unit_create(
                kind=seed.kind,
                name=seed.name,
                code=seed.code,
                short_name=seed.short_name,
                parent=made.get(seed.parent),
                former_names=list(seed.former_names),
                joined_status=seed.joined_status,
                address=seed.address,
                phone=seed.phone,
                duties=seed.duties,
                sort_order=(number + 1) * 10,
            )
    return made


def people_load(units: dict[str, Unit], today: datetime.date) -> dict[str, User]:
    """People by username, with roles, secondments and the contacts of their units. One hash serves all."""
    since = today - datetime.timedelta(days=400)
    password = make_password(PASSWORD)
    with transaction.atomic():
        people = User.objects.bulk_create(_person(seed, units, password, since) for seed in district.people())
        by_name = {user.username: user for user in people}
        roles = [(seed, role, unit) for seed in district.people() for role, unit in seed.roles]
        RoleAssignment.objects.bulk_create(
            RoleAssignment(user=by_name[seed.username], role=role, unit=units[unit], valid_from=since) for seed, role, unit in roles
        )
        contacts = [seed for seed in district.people() if seed.contact]
        UnitContact.objects.bulk_create(
            UnitContact(unit=units[seed.unit], kind=seed.contact, user=by_name[seed.username], since=since) for seed in contacts
        )
        for unit_seed in district.units():
            if unit_seed.director:
                Unit.objects.filter(pk=units[unit_seed.key].pk).update(first_responsible=by_name[unit_seed.director])
        for user in people:
            factor_give(user)
    memberships_mirror()
    return by_name


def _person(seed: district.PersonSeed, units: dict[str, Unit], password: str, since: datetime.date) -> User:
    return User(
        username=seed.username,
        display_name=seed.name,
        post=seed.post,
        email=f"{seed.username}@example.invalid",
        home_unit=units[seed.unit],
        seconded_unit=units[seed.seconded] if seed.seconded else None,
        seconded_from=since if seed.seconded else None,
        password=password,
        is_demo=True,
    )


class Shelf:
    """Publishes the demo's texts, looking each class up once."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units = units
        self.subjects = {row.name: row for row in SubjectClass.objects.all()}
        self.genres = {row.name: row for row in GenreClass.objects.all()}
        self.topics = {row.slug: row for row in Topic.objects.all()} | {row.name: row for row in Topic.objects.all()}
        self.policies: dict[str, PolicyPage] = {}

    def publish(self, text: Publication) -> None:
        """One page, its attachments and, for a policy, how it stands to older ones."""
        policy = text.key in _policy_keys()
        parent = Page.objects.get(pk=(PolicyIndexPage if policy else NoticeIndexPage).objects.values_list("pk", flat=True)[0])
        page = (PolicyPage if policy else NoticePage)(
            title=text.title,
            slug=f"demo-{text.key}"[:90].lower(),
            body=body_blocks(text.body),
            summary=text.summary[:100],
            main_recipient=text.recipient[:200],
            issuer_unit=self.units[text.unit],
            issuer_name=self.units[text.unit].name,
            document_no=text.document_no,
            written_date=text.written,
            publish_date=text.published,
            subject=self.subjects.get(text.subject),
            genre=self.genres.get(text.genre),
            topic=self.topics.get(text.topic),
        )
        page.attachments = [self._attachment(key, policy=policy) for key in text.attach]
        if isinstance(page, PolicyPage):
            page.relations = [
                PolicyRelation(kind=kind, older=self.policies[older])
                for kind, olders in (("repeals", text.repeals), ("amends", text.amends), ("based_on", text.based_on))
                for older in olders
                if older in self.policies
            ]
        made = page_add_live(parent=parent, page=page, reason=REASON)
        self._date(made, text.published)
        if isinstance(made, PolicyPage):
            self.policies[text.key] = made

    def _attachment(self, key: str, *, policy: bool) -> DocumentAttachment:
        paper = papers()[key]
        document = PublicDocument(title=paper.title)
        data = attachment_bytes(paper)
        document.file.save(paper.file_name, ContentFile(data), save=False)
        document.file_size = len(data)
        document.save()
        return (PolicyAttachment if policy else NoticeAttachment)(document=document)

    def _date(self, page: DocumentPage, day: datetime.date) -> None:
        """Published on its own day, not on the day the demo was loaded."""
        moment = datetime.datetime.combine(day, datetime.time(9, 30), timezone.get_current_timezone())
        Page.objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment, latest_revision_created_at=moment)


def _policy_keys() -> frozenset[str]:
    return frozenset(text.key for text in publications.policies(timezone.localdate()))


def texts_load(units: dict[str, Unit], *, seed: int, today: datetime.date, tick: Callable[[int], None]) -> int:
    """Policies (older first, so that newer ones may point at them), then notices."""
    shelf = Shelf(units)
    texts = [*publications.policies(today), *publications.notices(today, seed=seed)]
    for text in texts:
        shelf.publish(text)
        tick(1)
    return len(texts)


def demo_load(*, seed: int, scale: int, tell: Tell, tick: Callable[[int], None] = lambda _count: None) -> dict[str, int]:
    """Everything. Returns how much of each there is."""
    refuse_in_production()
    today = timezone.localdate()
    if not MinorCategory.objects.exists():
        categories_load(path=SEED, dry_run=False, by=SYSTEM)
    tell("units and people …")
    units = units_load()
    people = people_load(units, today)
    tell("notices and policy documents …")
    texts = texts_load(units, seed=seed, today=today, tick=tick)
    tell("complaints and cases …")
    album = Album()
    cases = cases_load(units=units, picture=album.picture, seed=seed, scale=scale, tick=tick)
    return {"units": len(units), "people": len(people), "texts": texts, "pictures": StoredFile.objects.count(), "cases": cases}


