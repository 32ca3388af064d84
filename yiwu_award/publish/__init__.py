"""What the public reads: records, pages, and the wall that keeps secrets in."""
