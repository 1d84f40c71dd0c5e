"""How Alembic reaches the database: through the engine that bot.db hands over, never through a file of its own."""

from alembic import context

from bot.db import migration_engine
from bot.models import Base
from bot.settings import database_url

engine = context.config.attributes.get("engine") or migration_engine(database_url())

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
