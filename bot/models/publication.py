"""What a clinic has published, in versions that never change, and what is being drafted."""

from sqlalchemy import Column, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import declared_attr

from bot.db import UtcDateTime
from bot.models.base import Base, identity, owned_by


class Procedure(Base):
    """What a clinic does; one without a published protocol is answered by staff."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("clinic_id", "slug"),)
    id = identity()
    clinic_id = owned_by("clinic")
    slug = Column(String(64), nullable=False)
    name = Column(String(120), nullable=False)


class Published:
    """What every published version of a procedure's document has."""

    id = identity()
    number = Column(Integer, nullable=False)
    document = Column(Text, nullable=False)
    published_at = Column(UtcDateTime, nullable=False)
    published_by = Column(String(254), nullable=False)
    #: The name of the clinician who answers for it, and what was changed, in their words.
    approved_by = Column(String(120))
    note = Column(String(300))

    @declared_attr
    def procedure_id(cls) -> Column:
        """The procedure whose document it is; each table needs a foreign key of its own."""
        return owned_by("procedure")

    @declared_attr
    def __table_args__(cls) -> tuple:
        """One version of each number."""
        return (UniqueConstraint("procedure_id", "number"),)


class ProtocolVersion(Published, Base):
    """One published protocol of a procedure. Never changed after publication; replies point at it."""

    __tablename__ = "protocol_version"


class TimelineVersion(Published, Base):
    """One published timeline of check-ins of a procedure."""

    __tablename__ = "timeline_version"


class Draft(Base):
    """What a clinic is writing and nobody is told yet: one for each procedure and kind."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("procedure_id", "kind"),)
    id = identity()
    procedure_id = owned_by("procedure")
    #: protocol or timeline
    kind = Column(String(16), nullable=False)
    document = Column(Text, nullable=False)
    #: The number of the published version that it was begun from; 0 where nothing was published.
    based_on = Column(Integer, nullable=False)
    #: Counts every saving: who saves over a revision that they have not seen is told.
    revision = Column(Integer, nullable=False, default=1)
    updated_at = Column(UtcDateTime, nullable=False)
    updated_by = Column(String(254), nullable=False)
