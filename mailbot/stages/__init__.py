"""The units of work, each with the narrow protocols it needs from the rooms around it."""
