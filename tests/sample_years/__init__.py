"""The fictional sample years: who is in them, what happens to whom, and how their tables are written."""
