"""Units as one tree, people, their roles and the named contacts of each unit (S2, S6, S25, S33, S70)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.units.enums import ContactKind, JoinStatus, Role, UnitKind
from core.units.managers import PersonManager, RoleAssignmentQuerySet, UnitQuerySet


class Unit(models.Model):
    """A committee, office, centre, member unit, street, street centre, squad or community."""

    kind = models.CharField(_("类型"), max_length=24, choices=UnitKind)
    name = models.CharField(_("全称"), max_length=80, unique=True)
    short_name = models.CharField(_("简称"), max_length=30)
    code = models.CharField(_("代码"), max_length=20, unique=True)
    parent = models.ForeignKey("self", verbose_name=_("上级单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # Ids from the root, each ten digits and a slash: a subtree is one indexed prefix search on any database.
    path = models.CharField(max_length=120, unique=True, editable=False)
    former_names = models.JSONField(_("曾用名"), default=list, blank=True)
    joined_status = models.CharField(_("接入状态"), max_length=12, choices=JoinStatus, default=JoinStatus.JOINED)
    is_active = models.BooleanField(_("启用"), default=True)
    first_responsible = models.ForeignKey(
        "core_units.User", verbose_name=_("第一责任人"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    duties = models.TextField(_("主要职责"), blank=True)
    address = models.CharField(_("办公地址"), max_length=120, blank=True)
    phone = models.CharField(_("公开电话"), max_length=40, blank=True)
    sort_order = models.PositiveIntegerField(_("排序"), default=100)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ("sort_order", "id")
        indexes = [models.Index(fields=["kind", "sort_order"], name="unit_kind_order")]

    def __str__(self) -> str:
        return self.short_name


class User(AbstractUser):  # type: ignore[django-manager-missing]  # the stubs miss managers of two Wagtail models
    """A member of staff. Residents have no account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(_("姓名"), max_length=40)
    post = models.CharField(_("职务"), max_length=60, blank=True)
    home_unit = models.ForeignKey(Unit, verbose_name=_("所在单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    seconded_unit = models.ForeignKey(
        Unit, verbose_name=_("借调单位"), null=True, blank=True, on_delete=models.PROTECT, related_name="seconded_people"
    )
    seconded_from = models.DateField(_("借调起始"), null=True, blank=True)
    seconded_until = models.DateField(_("借调截止"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示账户"), default=False)

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ("id",)

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class RoleAssignment(models.Model):
    """One role of one person at one unit, for a period."""

    user = models.ForeignKey(User, verbose_name=_("人员"), on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="assignments")
    valid_from = models.DateField(_("起始"), null=True, blank=True)
    valid_until = models.DateField(_("截止"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("角色任命")
        verbose_name_plural = _("角色任命")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["user", "role", "unit"], name="one_assignment_per_role_and_unit")]
        indexes = [models.Index(fields=["unit", "role"], name="assignment_unit_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


class UnitContact(models.Model):
    """Who is 分管负责人 or 联络人 of a unit, with the history of changes (S70)."""

    unit = models.ForeignKey(Unit, verbose_name=_("单位"), on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(_("类别"), max_length=10, choices=ContactKind)
    user = models.ForeignKey(User, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="contact_duties")
    since = models.DateField(_("起始"))
    until = models.DateField(_("截止"), null=True, blank=True)

    class Meta:
        verbose_name = _("单位联系人")
        verbose_name_plural = _("单位联系人")
        ordering = ("-since", "-id")
        indexes = [models.Index(fields=["unit", "kind", "until"], name="contact_unit_kind")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_kind_display()} · {self.user}"
