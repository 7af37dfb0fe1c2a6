"""Generated demandes: many schools, one very large, names as unevenly shared as in life; made inside the database."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg

from contracts.events.parts import CauseRejet
from contracts.vocabulary.statuts import Statut
from demandes.domain.bannettes import BANNETTE_DE
from demandes.domain.demande import Demande, Retour
from demandes.domain.numero import numero_de_demande
from demandes.storage.demandes import COLONNES, ETAT
from services.demandes.tests.builders import ADRESSE, AUTO_ECOLE, ETAT_CIVIL, MOTIF

ECOLES = 2000
GRANDE_ECOLE = 0.04
"""Of a million demandes, forty thousand are of one school."""

# fmt: off
NOMS = [
    "martin", "bernard", "dubois", "thomas", "robert", "richard", "petit", "durand", "leroy", "moreau", "simon",
    "laurent", "lefebvre", "michel", "garcia", "david", "bertrand", "roux", "vincent", "fournier", "morel",
    "girard", "andre", "lefevre", "mercier", "dupont", "lambert", "bonnet", "francois", "martinez"
]
# fmt: on
SUITES = ["", "eau", "elle", "on", "ard", "et", "in", "ac", "ier", "oux", "ois"]
# fmt: off
PRENOMS = [
    "camille", "lea", "manon", "chloe", "emma", "lucas", "hugo", "louis", "nathan", "theo", "enzo", "jules",
    "gabriel", "arthur", "raphael", "ines", "jade", "louise", "alice", "lina", "sarah", "eva", "juliette", "zoe",
    "anna", "clement", "antoine", "maxime", "alexandre", "paul"
]
# fmt: on
PARTS = {
    Statut.BROUILLON: 3,
    Statut.ATTENTE_VALIDATION_USAGER: 3,
    Statut.A_COMPLETER: 4,
    Statut.VERIFICATION_IMAGES: 5,
    Statut.EN_INSTRUCTION: 10,
    Statut.ACCEPTEE: 60,
    Statut.REJETEE: 5,
    Statut.EXPIREE: 10,
}
"""How a hundred demandes stand, most of them long decided."""

DEPUIS = datetime(2024, 4, 1, tzinfo=UTC)
RETOUR = Retour(
    1, "ctn", (CauseRejet(code="floue", cause="Le texte est flou.", remede="Prenez la page de nouveau."),), None, DEPUIS
)
"""Of those that are to be completed; the others have none to put right any more."""

DEMANDES = """
INSERT INTO demandes (id, version, pre_numero, motif, statut, auto_ecole, candidat, numero,
    creee_le, modifiee_le, depuis, bannette, categories, recherche, etat)
SELECT md5('demande' || i)::uuid, 5, 1000 + i, 'inscription', statut, ecole::uuid, candidat::uuid,
    CASE WHEN statut IN ('brouillon', 'attente_validation_usager', 'expiree') THEN NULL
         ELSE '921' || to_char(le, 'YYYYMMDDHH24MISS') || lpad((i % 1000000)::text, 6, '0') END,
    le, le, le, $2::jsonb ->> statut, '{B}',
    ' ' || concat_ws(' ', nom, prenom, 1000 + i, 'ne' || to_char(ne_le, 'YYYYMMDD')),
    $3::jsonb || jsonb_build_object('etat_civil', $4::jsonb || jsonb_build_object(
        'nom_naissance', nom, 'prenoms', jsonb_build_array(prenom), 'date_naissance', ne_le))
FROM (SELECT i, md5('candidat' || i) AS candidat,
        md5('ecole' || CASE WHEN i <= $1::int * $5::float8 THEN 0
                            ELSE 1 + floor(($6::int - 1) * power(random(), 2))::int END) AS ecole,
        $7::timestamptz + i * (interval '730 days' / $1::int) AS le,
        ($8::text[])[1 + floor(random() * array_length($8::text[], 1))::int] AS statut,
        ($9::text[])[1 + floor(array_length($9::text[], 1) * power(random(), 2))::int]
            || ($10::text[])[1 + floor(array_length($10::text[], 1) * random())::int] AS nom,
        ($11::text[])[1 + floor(array_length($11::text[], 1) * random())::int] AS prenom,
        DATE '1970-01-01' + floor(random() * 13000)::int AS ne_le
    FROM generate_series(1, $1::int) AS i OFFSET 0) AS lignes"""

MOTS = """
INSERT INTO mots SELECT DISTINCT auto_ecole, mot, creee_le, id, recherche
FROM demandes, unnest(string_to_array(ltrim(recherche), ' ')) AS mot"""

COMPTAGES = """
INSERT INTO comptages SELECT proprietaire, bannette, count(*)
FROM demandes, unnest(ARRAY[auto_ecole, candidat]) AS proprietaire GROUP BY 1, 2"""

DUREES = """
INSERT INTO durees (prefecture, motif, decide_le, jours)
SELECT (911 + i % 100)::text, 'inscription', $2::timestamptz - i * interval '1 minute', random() * 60
FROM generate_series(1, $1::int) AS i"""

INDEX = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('demandes', 'mots')
    AND indexname NOT IN (SELECT conname FROM pg_constraint)"""


async def populate(owner_url: str, nombre: int) -> None:
    """This many demandes; indexes are built after the rows, as a restored database has them."""
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        index = await connection.fetch(INDEX)
        for row in index:
            await connection.execute(f'DROP INDEX "{row["indexname"]}"')
        await connection.execute(DEMANDES, *_parameters(nombre), timeout=600)
        await connection.execute(MOTS, timeout=600)
        for row in index:
            await connection.execute(row["indexdef"], timeout=600)
        await connection.execute(COMPTAGES, timeout=600)
        await connection.execute(DUREES, max(nombre // 10, 2000), datetime.now(UTC))
        for table in ("demandes", "mots", "comptages", "durees"):
            await connection.execute(f"VACUUM ANALYZE {table}", timeout=600)
    finally:
        await connection.close()


async def numbered(owner_url: str, combien: int) -> list[tuple[str, str]]:
    """(number, birth date) of some demandes, with numbers whose Luhn digit is right."""
    connection = await asyncpg.connect(owner_url)
    try:
        rows = await connection.fetch(
            "SELECT id, etat -> 'etat_civil' ->> 'date_naissance' AS ne_le FROM demandes "
            "WHERE statut = 'en_instruction' ORDER BY id LIMIT $1",
            combien,
        )
        found = [(numero_de_demande("921", DEPUIS, rang), str(row["ne_le"])) for rang, row in enumerate(rows)]
        for (numero, _), row in zip(found, rows, strict=True):
            await connection.execute("UPDATE demandes SET numero = $2 WHERE id = $1", row["id"], numero)
        return found
    finally:
        await connection.close()


def _parameters(nombre: int) -> list[object]:
    modele = Demande(
        id=uuid4(),
        pre_numero=0,
        auto_ecole=AUTO_ECOLE,
        creee_le=DEPUIS,
        modifiee_le=DEPUIS,
        depuis=DEPUIS,
        etape_motif=MOTIF,
        etat_civil=ETAT_CIVIL,
        adresse_contact=ADRESSE,
        retours=(RETOUR,),
    )
    etat = ETAT.dump_python(modele, mode="json")
    etat_civil = etat.pop("etat_civil")
    return [
        nombre,
        json.dumps({statut.value: bannette.value for statut, bannette in BANNETTE_DE.items()}),
        json.dumps({name: value for name, value in etat.items() if name not in COLONNES}),
        json.dumps(etat_civil),
        GRANDE_ECOLE,
        ECOLES,
        DEPUIS,
        [statut.value for statut, part in PARTS.items() for _ in range(part)],
        NOMS,
        SUITES,
        PRENOMS,
    ]
