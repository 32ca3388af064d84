"""What insiders read, confidential: reports and plots."""
