"""Every motif: who files, for whom, with which answers."""

from alembic import op

revision = "0002"
down_revision = "0001"

UPGRADE: tuple[str, ...] = (
    "ALTER TABLE demandes ALTER COLUMN auto_ecole DROP NOT NULL",
    """CREATE TABLE agrements (compte uuid PRIMARY KEY, etat text NOT NULL, depuis timestamptz NOT NULL)""",
    """COMMENT ON TABLE agrements IS
        'Read model of accounts: schools whose agrément the registry has spoken of since.'""",
    "ALTER TABLE candidats_actifs ADD COLUMN email text, ADD COLUMN telephone text",
    # Drafts expire from now on, and every wait has reminders: those that wait already get theirs.
    """INSERT INTO deadlines (id, kind, subject, due_at, next_try_at)
        SELECT gen_random_uuid(), 'expiration', id::text, modifiee_le + interval '90 days',
               modifiee_le + interval '90 days'
        FROM demandes WHERE statut = 'brouillon' ON CONFLICT DO NOTHING""",
    """INSERT INTO deadlines (id, kind, subject, due_at, next_try_at)
        SELECT gen_random_uuid(), 'rappel', id::text, due, due
        FROM (SELECT id, CASE statut WHEN 'brouillon' THEN modifiee_le + interval '75 days'
                                     WHEN 'a_completer' THEN depuis + interval '15 days'
                                     ELSE depuis + interval '7 days' END AS due
              FROM demandes WHERE statut IN ('brouillon', 'a_completer', 'attente_validation_usager')) AS waiting
        ON CONFLICT DO NOTHING""",
)
DOWNGRADE: tuple[str, ...] = (
    "DELETE FROM deadlines WHERE kind = 'rappel'",
    "ALTER TABLE candidats_actifs DROP COLUMN email, DROP COLUMN telephone",
    "DROP TABLE agrements",
    "ALTER TABLE demandes ALTER COLUMN auto_ecole SET NOT NULL",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
