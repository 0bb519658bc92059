"""Alembic environment of the record."""
