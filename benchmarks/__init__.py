"""Measurements of the running product; see README.md. `python -m benchmarks` runs them."""
