"""The kit's own tables, in each service's database, beside the service's.

What only the purge asks for, by time, has a BRIN index: every event passes here, and a B-tree costs at each insert.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

kit = MetaData()

Instant = DateTime(timezone=True)

sequences = Table(
    "sequences",
    kit,
    Column("exchange", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("exchange", "subject", name="sequences_pkey"),
)

outbox = Table(
    "outbox",
    kit,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("exchange", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("data", JSONB, nullable=False),
    Column("traceparent", Text),
    Column("created_at", Instant, nullable=False, server_default=func.clock_timestamp()),
    Column("sent_at", Instant),
    UniqueConstraint("exchange", "subject", "sequence", name="outbox_sequence_key"),
)
Index("outbox_unsent", outbox.c.position, postgresql_where=outbox.c.sent_at.is_(None))
Index("outbox_sent", outbox.c.sent_at, postgresql_using="brin")

inbox = Table(
    "inbox",
    kit,
    Column("event_id", Uuid, primary_key=True),
    Column("handled_at", Instant, nullable=False, server_default=func.clock_timestamp()),
    comment="One row for each event whose effect is in this database; the service is the one consumer.",
)
Index("inbox_handled_at", inbox.c.handled_at, postgresql_using="brin")

parked = Table(
    "parked",
    kit,
    Column("event_id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("since", Instant, nullable=False, server_default=func.clock_timestamp()),
    comment="Events on the retry ladder: later events of their subject wait behind them.",
)
Index("parked_subject", parked.c.source, parked.c.subject, parked.c.sequence)

dead_letters = Table(
    "dead_letters",
    kit,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid),
    Column("type", Text),
    Column("subject", Text),
    Column("sequence", BigInteger),
    Column("body", LargeBinary, nullable=False),
    Column("cause", Text, nullable=False),
    Column("handler", Text),
    Column("traceback", Text),
    Column("attempts", Integer, nullable=False),
    Column("died_at", Instant, nullable=False, server_default=func.clock_timestamp()),
    Column("state", Text, nullable=False, server_default="dead"),
    Column("decided_at", Instant),
    Column("decided_by", Text),
    Column("reason", Text),
)
Index(
    "dead_letters_once",
    dead_letters.c.event_id,
    unique=True,
    postgresql_where=text("state = 'dead' AND event_id IS NOT NULL"),
)

answers = Table(
    "answers",
    kit,
    Column("caller", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer),
    Column("body", LargeBinary),
    Column("answered_at", Instant, nullable=False, server_default=func.clock_timestamp()),
    PrimaryKeyConstraint("caller", "key", name="answers_pkey"),
    comment="Idempotency-Key: an inbox for requests, with the answer beside the key.",
)
Index("answers_answered_at", answers.c.answered_at, postgresql_using="brin")

deadlines = Table(
    "deadlines",
    kit,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant, nullable=False),
    UniqueConstraint("kind", "subject", name="deadlines_kind_subject_key"),
)
Index("deadlines_next_try_at", deadlines.c.next_try_at)
