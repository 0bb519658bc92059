"""Bring an older database to the newest schema with Alembic."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from monitor.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(connection: sa.Connection, *, name: str, version: str) -> None:
    """Run what lies between `version` and the newest schema, in the connection's transaction.

    Raises:
        StoreError: If no migration of that version is known: a newer Clausewatch made it.
    """
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version and version not in known:
        raise StoreError(
            f'{name}: has schema "{version}", which a newer Clausewatch made; '
            f"upgrade Clausewatch (this one knows up to {max(known)})"
        )
    command.upgrade(config, "head")
