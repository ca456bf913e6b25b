"""The site's frame: root page, sections, standing texts, classes, workflow, groups. Safe to run at every start."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site, Workflow, WorkflowPage, WorkflowTask

from intranet.publishing.groups import ALL_GROUPS, PUBLISHERS, REVIEWERS, UNIT_PUBLISHERS, memberships_mirror
from intranet.publishing.models import ReviewTask
from intranet.publishing.services import page_add_live
from intranet.publishing.site_texts import GENRES, STANDING_TEXTS, SUBJECTS, TOPICS, StandingText, body_of
from portal.base.models import GenreClass, HomePage, PublicPage, SectionPage, StandardPage, SubjectClass, Topic
from portal.base.parameters import text
from portal.bulletins.models import BulletinIndexPage
from portal.notices.models import NoticeIndexPage
from portal.policies.models import PolicyIndexPage

REASON = "site_setup"
WORKFLOW = "信息审核"
# page permissions by group, for the home page (whole site) or for the sections of documents
SITE_RIGHTS = {PUBLISHERS: ("add", "change", "lock", "unlock"), REVIEWERS: ("publish", "lock", "unlock")}
SECTION_RIGHTS = {UNIT_PUBLISHERS: ("add",)}
UPLOAD_RIGHTS = {
    PUBLISHERS: ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"),
    UNIT_PUBLISHERS: ("add_image", "choose_image", "add_document", "choose_document"),
    REVIEWERS: ("choose_image", "choose_document"),
}
CLASS_MODELS = (SubjectClass, GenreClass, Topic)


@transaction.atomic
def site_setup() -> HomePage:
    """Make what is missing; change nothing that is there but the site's address."""
    home = _home()
    _site(home)
    _classes()
    sections = [_section(home, "notices", "通知公告", NoticeIndexPage), _section(home, "policies", "政策文件", PolicyIndexPage)]
    # Bulletins are drafted from the month's figures, by the assessment; units write none of their own.
    _section(home, "bulletins", "考评简报", BulletinIndexPage)
    for standing in STANDING_TEXTS:
        _standing(home, standing)
    _groups(home, sections)
    _workflow(home)
    memberships_mirror()
    return home


def _home() -> HomePage:
    home: HomePage | None = HomePage.objects.order_by("pk").first()
    if home is not None:
        return home
    root = Page.objects.get(depth=1)
    # Wagtail's migrations leave a "Welcome" page as the root of a site that says so.
    welcome = Page.objects.filter(depth=2, content_type__model="page").first()
    page = HomePage(title="首页", slug="site", introduction="反映城市管理问题，查看办理进度，查阅通知和政策文件。")
    home = page_add_live(parent=root, page=page, reason=REASON)
    if welcome is not None:
        Site.objects.filter(root_page=welcome).update(root_page=home)
        welcome.delete()
    fresh: HomePage = HomePage.objects.get(pk=home.pk)
    return fresh


def _site(home: HomePage) -> None:
    origin = urlsplit(settings.PORTAL_ORIGIN)
    port = origin.port or (443 if origin.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = (origin.hostname or "localhost", port, home.pk, text("site.name"))
    if (site.hostname, site.port, site.root_page_id, site.site_name) != wanted:
        site.hostname, site.port, site.root_page_id, site.site_name = wanted
        site.save()


def _section(home: Page, slug: str, title: str, model: type[PublicPage]) -> Page:
    page: Page | None = model.objects.first()
    if page is None:
        page = page_add_live(parent=_fresh(home), page=model(title=title, slug=slug, show_in_menus=True), reason=REASON)
    return page


def _standing(home: Page, standing: StandingText) -> None:
    parent = Page.objects.child_of(home).filter(slug=standing.parent).first() if standing.parent else home
    if parent is None or Page.objects.child_of(parent).filter(slug=standing.slug).exists():
        return
    page: PublicPage
    if standing.blocks:
        page = StandardPage(title=standing.title, slug=standing.slug, summary=standing.summary, body=body_of(standing.blocks))
    else:
        page = SectionPage(title=standing.title, slug=standing.slug, introduction=standing.summary)
    page_add_live(parent=_fresh(parent), page=page, reason=REASON)


def _fresh(page: Page) -> Page:
    """Treebeard counts children on the instance it is given."""
    found: Page = Page.objects.get(pk=page.pk)
    return found


def _classes() -> None:
    for position, name in enumerate(GENRES, start=1):
        GenreClass.objects.get_or_create(code=f"{position:02d}", defaults={"name": name, "sort_order": position})
    for position, (code, name) in enumerate(SUBJECTS, start=1):
        SubjectClass.objects.get_or_create(code=code, defaults={"name": name, "sort_order": position})
    for position, (slug, name) in enumerate(TOPICS, start=1):
        Topic.objects.get_or_create(slug=slug, defaults={"name": name, "sort_order": position})


def _groups(home: Page, sections: list[Page]) -> None:
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ALL_GROUPS}
    # Wagtail's own two groups give rights that no role of this house has.
    Group.objects.filter(name__in=("Moderators", "Editors")).delete()
    admin = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    for group in groups.values():
        group.permissions.add(admin)
    classes = [f"{act}_{model._meta.model_name}" for model in CLASS_MODELS for act in ("add", "change", "view")]
    groups[PUBLISHERS].permissions.add(*Permission.objects.filter(content_type__app_label="portal_base", codename__in=classes))
    for name, acts in SITE_RIGHTS.items():
        _page_rights(groups[name], home, acts)
    for name, acts in SECTION_RIGHTS.items():
        for section in sections:
            _page_rights(groups[name], section, acts)
    root = Collection.get_first_root_node()
    for name, codenames in UPLOAD_RIGHTS.items():
        models = (Image._meta.app_label, Document._meta.app_label)
        for permission in Permission.objects.filter(content_type__app_label__in=models, codename__in=codenames):
            GroupCollectionPermission.objects.get_or_create(group=groups[name], collection=root, permission=permission)


def _page_rights(group: Group, page: Page, acts: tuple[str, ...]) -> None:
    for act in acts:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{act}_page")
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _workflow(home: Page) -> None:
    task = ReviewTask.objects.filter(active=True).first() or ReviewTask.objects.create(name=WORKFLOW)
    workflow = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=WORKFLOW)
        WorkflowTask.objects.create(workflow=workflow, task=task)
    # "Moderators approval", which Wagtail's migrations put over the whole tree.
    WorkflowPage.objects.exclude(workflow=workflow).delete()
    WorkflowPage.objects.get_or_create(page_id=home.pk, defaults={"workflow": workflow})
