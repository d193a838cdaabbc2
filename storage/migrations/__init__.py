"""Migrations, oldest first in ``versions``; each stands for itself and never follows later changes of the schema."""
