"""All SQL of the desk; nothing else imports SQLAlchemy."""
