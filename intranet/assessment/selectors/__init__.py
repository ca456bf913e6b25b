"""Reading for the assessment: facts out of the ledgers, months, figures, case lists."""
