"""The chain's empty end, and triggers that refuse any change of the chain but its growth."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from core.audit import triggers


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("core_audit", "AuditHead").objects.create(id=1, number=0, hash="0" * 64)
    triggers.install(schema_editor.connection)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("core_audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
