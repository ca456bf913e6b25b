"""Writing: computing a month, indicator sets, appeals, the bulletin's draft."""
