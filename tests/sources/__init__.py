"""Articles from folders, globs, JSON Lines and Parquet."""
