"""Agents and schools: second factor, invitations, the registry of agréments, scopes of programs."""

from alembic import op

revision = "0004"
down_revision = "0003"

UPGRADE: tuple[str, ...] = (
    """CREATE TABLE agrements (
        numero text PRIMARY KEY, raison_sociale text NOT NULL, departement text NOT NULL, etat text NOT NULL,
        valable_jusqu_au date, recherche text NOT NULL, etat_dit text NOT NULL, importe_le timestamptz NOT NULL)""",
    """COMMENT ON TABLE agrements IS
        'The registry that an administrator imports. etat_dit is what was published last; actif is never told.'""",
    "CREATE INDEX comptes_numero_agrement ON comptes (numero_agrement) WHERE numero_agrement IS NOT NULL",
    """CREATE TABLE journal (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        le timestamptz NOT NULL, auteur uuid, par text NOT NULL, acte text NOT NULL, objet uuid, detail text)""",
    "COMMENT ON TABLE journal IS 'Insert only: who did what to agents, programs and the registry, and when.'",
    # The service runs as another role than the owner who migrates; that one may add lines and read them, nothing else.
    """DO $$
    DECLARE service text := regexp_replace(current_user, '_owner$', '');
    BEGIN
        IF service <> current_user AND EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON journal FROM %I', service);
        END IF;
    END $$""",
    """CREATE TABLE seconds_facteurs (
        compte uuid REFERENCES comptes (id) ON DELETE CASCADE, attendu boolean,
        cle text NOT NULL, graine bytea NOT NULL, cree_le timestamptz NOT NULL, dernier_pas bigint,
        PRIMARY KEY (compte, attendu))""",
    """COMMENT ON TABLE seconds_facteurs IS
        'Seeds, AES-GCM under the key that cle names; attendu until a first code has confirmed it.'""",
    """CREATE TABLE codes_de_secours (
        compte uuid REFERENCES comptes (id) ON DELETE CASCADE, empreinte bytea, utilise_le timestamptz,
        PRIMARY KEY (compte, empreinte))""",
    "COMMENT ON TABLE codes_de_secours IS 'Emergency codes of a second factor, by their SHA-256; each good once.'",
    "ALTER TABLE comptes ADD COLUMN desactive_le timestamptz",
    "ALTER TABLE clients ADD COLUMN portees text[], ADD COLUMN ancienne bytea",
    "ALTER TABLE clients ADD COLUMN ancienne_jusqu_au timestamptz, ADD COLUMN revoque_le timestamptz",
    "UPDATE clients SET portees = CASE role WHEN 'photographe' THEN ARRAY['ephotos:deposer'] ELSE ARRAY[]::text[] END",
    "ALTER TABLE clients ALTER COLUMN portees SET NOT NULL",
)
DOWNGRADE: tuple[str, ...] = (
    "ALTER TABLE clients DROP COLUMN portees, DROP COLUMN ancienne",
    "ALTER TABLE clients DROP COLUMN ancienne_jusqu_au, DROP COLUMN revoque_le",
    "ALTER TABLE comptes DROP COLUMN desactive_le",
    "DROP TABLE codes_de_secours",
    "DROP TABLE seconds_facteurs",
    "DROP TABLE journal",
    "DROP INDEX comptes_numero_agrement",
    "DROP TABLE agrements",
    "DELETE FROM deadlines WHERE kind = 'agrements'",
)


def upgrade() -> None:
    for statement in UPGRADE:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWNGRADE:
        op.execute(statement)
