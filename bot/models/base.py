"""What every table shares."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base: Any = declarative_base()


def identity() -> Column:
    """Return the row's own number."""
    return Column(Integer, primary_key=True)


def owned_by(table: str, nullable: bool = False) -> Column:
    """Return the number of the row of `table` that this one belongs to; that one cannot be deleted under it."""
    return Column(ForeignKey(f"{table}.id", ondelete="RESTRICT"), nullable=nullable, index=True)
