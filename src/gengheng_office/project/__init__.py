"""What holds the office together: settings, the one table of pages, how it is served."""
