"""The way from every released state of the database to this one."""
