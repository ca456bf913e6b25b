"""Screens of the assessment: months, scorecards, case lists, appeals, indicator sets."""
