"""The rights of the portal's database connection as plain sets, from settings and installed models."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings


@dataclass(frozen=True, slots=True)
class PortalRights:
    """``hidden`` maps a table to columns that may be written but not read."""

    readable: frozenset[str]
    writable: frozenset[str]
    insert_only: frozenset[str]
    hidden: dict[str, frozenset[str]]


def portal_rights() -> PortalRights:
    """Readable are the tables of the apps that the portal installs, whichever face asks."""
    installed = {*settings.CORE_APPS, *settings.PORTAL_APPS, *settings.WAGTAIL_APPS, *settings.DJANGO_APPS}
    configs = [config for config in apps.get_app_configs() if config.name in installed]
    tables = {model._meta.db_table for config in configs for model in config.get_models(include_auto_created=True)}
    hidden: dict[str, frozenset[str]] = {}
    for name in settings.PORTAL_HIDDEN_COLUMNS:
        table, column = name.split(".")
        hidden[table] = hidden.get(table, frozenset()) | {column}
    return PortalRights(
        readable=frozenset(tables | {"django_migrations"}) - settings.PORTAL_HIDDEN_TABLES,
        writable=frozenset(settings.PORTAL_WRITABLE_TABLES),
        insert_only=frozenset(settings.PORTAL_INSERT_ONLY_TABLES),
        hidden=hidden,
    )
