"""Everything outside but the database: clock, servers, files, templates; one library each."""
