"""Indicator sets, months with their figures and case lists, appeals."""

from intranet.assessment.models.appeals import Adjustment, Appeal
from intranet.assessment.models.indicators import Indicator, IndicatorSet
from intranet.assessment.models.months import CountedCase, MonthlyAssessment, Result, Score

__all__ = ["Adjustment", "Appeal", "CountedCase", "Indicator", "IndicatorSet", "MonthlyAssessment", "Result", "Score"]
