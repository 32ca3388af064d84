"""What the regulation says: clauses, dated values, readings of open points, periods, grades, item points."""
