"""The leak matrix: kinds × units × roles × channels. docs/features/visibility.md tells how it works."""
