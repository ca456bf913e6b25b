// Side panel.
