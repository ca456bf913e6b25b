"""``manage.py up``: bring a single-machine installation to a running state and keep it running."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.categories.loading import categories_load
from core.categories.models import MajorCategory
from core.operations.first_load import first_load
from core.operations.processes import Group, child_environment, web, worker
from core.units.actors import SYSTEM
from core.units.models import User


class Command(BaseCommand):
    help = "Migrate, set the site up, load the demo district once, then serve portal, intranet and worker until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prepare-only", action="store_true", help="stop after setting up; start no process")

    def handle(self, *args: Any, **options: Any) -> None:
        if self._is_new():
            with first_load():
                self._prepare()
        else:
            self._prepare()
        if options["prepare_only"]:
            return
        env = settings.APP_ENV
        group = Group(
            [
                web("portal", "config.wsgi_portal:application", env.portal_port),
                web("intranet", "config.wsgi_intranet:application", env.intranet_port),
                worker(settings.PROJECT_DIR / "manage.py"),
            ],
            child_environment(),
        )
        group.start()
        silent = group.wait_ready()
        if silent:
            group.stop()
            raise CommandError(f"{', '.join(silent)} did not answer; is the port taken? Set PORTAL_PORT and INTRANET_PORT.")
        self._tell()
        group.supervise()

    def _is_new(self) -> bool:
        return not MigrationExecutor(connection).loader.applied_migrations

    def _prepare(self) -> None:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            self.stdout.write(f"Preparing the database ({len(pending)} migrations) …")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("site_setup", verbosity=0)
        if not MajorCategory.objects.exists():
            categories_load(by=SYSTEM)
        if settings.DEMO:
            call_command("demo", once=True)

    def _tell(self) -> None:
        self.stdout.write("")
        self.stdout.write(f"  公众网站 portal    {settings.PORTAL_ORIGIN}")
        self.stdout.write(f"  工作网站 intranet  {settings.INTRANET_ORIGIN}")
        if settings.DEMO:
            call_command("demo_accounts")
        elif not User.objects.exists():
            self.stdout.write("  No accounts yet: manage.py create_admin makes the first one (a second terminal, same DATA_DIR).")
        self.stdout.write("\n  Ctrl-C stops all three processes.\n")
        self.stdout.flush()
