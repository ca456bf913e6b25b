"""The first indicator set, from data/indicators.toml."""

import datetime
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import migrations
from django.utils import timezone

SEED = Path(__file__).parent.parent / "data" / "indicators.toml"


def fill(apps: Any, _schema: Any) -> None:
    data = tomllib.loads(SEED.read_text(encoding="utf-8"))
    sets, indicators = (apps.get_model("intranet_assessment", name) for name in ("IndicatorSet", "Indicator"))
    if sets.objects.exists():
        return
    valid_from: datetime.date = data["valid_from"]
    row = sets(version=1, title=data["title"], valid_from=valid_from, reason=data["reason"], created_at=timezone.now())
    row.save()
    for position, item in enumerate(data["indicator"], start=1):
        indicators(
            indicator_set=row,
            identifier=item["identifier"],
            kind=item["kind"],
            measure=item["measure"],
            label=item["label"],
            definition=item["definition"],
            weight=Decimal(item.get("weight", 0)),
            function=item.get("function", "linear"),
            params=item.get("params", {}),
            for_subjects=item["subjects"],
            position=position,
        ).save()


class Migration(migrations.Migration):
    dependencies = [("intranet_assessment", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
