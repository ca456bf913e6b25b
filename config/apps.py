"""App configs that belong to the assembly of the faces, not to any one app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from config.db_guard import guard_connection


class PortalGuardConfig(AppConfig):
    """Installed in the portal process only: narrows what its database connection may write."""

    name = "config"
    label = "config_portal_guard"

    def ready(self) -> None:
        connection_created.connect(guard_connection, dispatch_uid="portal-guard")
