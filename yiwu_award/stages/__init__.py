"""What is decided: one module per stage, pure functions from tables and law to tables."""
