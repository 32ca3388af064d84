"""How a year is run: the notebooks under papermill."""
