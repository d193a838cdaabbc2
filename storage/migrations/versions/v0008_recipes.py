"""Baselines whose path is drawn from counts: their kind and the account they are of. Those there are targets."""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0008"
down_revision: Final[str | None] = "0007"

TARGET: Final = "target"


def upgrade() -> None:
    """Add the columns; what only a target has may be absent from now on."""
    with op.batch_alter_table("baseline") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=TARGET))
        table.add_column(sa.Column("of_account", sa.Text(), nullable=True))
        table.alter_column("target", existing_type=sa.BigInteger(), nullable=True)
        table.alter_column("start_value", existing_type=sa.BigInteger(), nullable=True)
        table.alter_column("curve", existing_type=sa.String(), nullable=True)
    with op.batch_alter_table("baseline") as table:
        table.alter_column("kind", existing_type=sa.String(), existing_nullable=False, server_default=None)
