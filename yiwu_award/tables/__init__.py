"""What arrives and is handed on: contracts, reading, judging, workbooks."""
