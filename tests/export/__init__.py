"""Results as tables, in every format."""
