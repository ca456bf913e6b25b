"""Factories of the ground floor's small tables."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from core.categories.enums import CategoryKind
from core.categories.models import FilingCondition, MajorCategory, MinorCategory
from core.categories.selectors import VERSION_NAME
from core.limits import LimitUnit
from core.parameters.snapshots import data_changed


class _CategoryFactory(DjangoModelFactory):
    """Rows made past the services: the complaint form's choices must see them all the same."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        row = super()._create(model_class, *args, **kwargs)
        data_changed(VERSION_NAME)
        return row


class MajorCategoryFactory(_CategoryFactory):
    class Meta:
        model = MajorCategory

    kind = CategoryKind.EVENT
    code = factory.Sequence(lambda number: f"{number % 10000:04d}")
    name = factory.Sequence(lambda number: f"大类{number}")


class MinorCategoryFactory(_CategoryFactory):
    class Meta:
        model = MinorCategory

    major = factory.SubFactory(MajorCategoryFactory)
    code = factory.Sequence(lambda number: f"{number % 10000:04d}")
    name = factory.Sequence(lambda number: f"小类{number}")


class FilingConditionFactory(_CategoryFactory):
    class Meta:
        model = FilingCondition

    minor = factory.SubFactory(MinorCategoryFactory)
    number = factory.Sequence(lambda number: number % 30000 + 1)
    text = "路面有明显垃圾"
    limit_value = Decimal("5")
    limit_unit = LimitUnit.WORK_DAY
    close_condition = "垃圾已清除"
    valid_from = datetime.date(2020, 1, 1)
