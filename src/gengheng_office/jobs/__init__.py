"""Long work: a table of jobs that a worker leases, so that a killed worker loses nothing."""
