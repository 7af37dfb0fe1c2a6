"""The workshop and the road behind both protocols: orders, reports, objects in the post, kept in SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from deploy.simulators.fabrication.scenarios import CAUSE_DE_REFUS, DE_NOUVEAU, SCENARIOS, Ligne, Passage

TABLES = """
CREATE TABLE IF NOT EXISTS ordres (
    reference TEXT PRIMARY KEY, empreinte TEXT NOT NULL, corps TEXT NOT NULL, scenario TEXT NOT NULL,
    envoi INTEGER NOT NULL DEFAULT 1, rang INTEGER NOT NULL DEFAULT 0, prochain TEXT NOT NULL, numero_titre TEXT);
CREATE TABLE IF NOT EXISTS lignes (
    position INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT NOT NULL, fait TEXT NOT NULL, le TEXT NOT NULL,
    numero_titre TEXT, numero_suivi TEXT, cause TEXT);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, numero_suivi TEXT NOT NULL, code TEXT NOT NULL, libelle TEXT NOT NULL,
    le TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS passages_de ON passages (numero_suivi, id);
CREATE TABLE IF NOT EXISTS scenarios (numero TEXT PRIMARY KEY, scenario TEXT NOT NULL);
"""

Prise = Literal["prise", "connue", "autre"]


class Atelier:
    """One connection; what is answered is on disk."""

    def __init__(self, folder: Path, pas: timedelta, scenario: str = "remis") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "fabrication.sqlite", isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLES)
        self._database.row_factory = sqlite3.Row
        self._pas, self._scenario = pas, scenario

    def commander(self, reference: str, corps: dict[str, Any], now: datetime) -> Prise:
        """Once per reference: the same content again is known, another is not taken."""
        empreinte = sha256(json.dumps(corps, sort_keys=True).encode()).hexdigest()
        connu = self._one("SELECT empreinte FROM ordres WHERE reference = ?", reference)
        if connu is not None:
            return "connue" if connu["empreinte"] == empreinte else "autre"
        garde = {nom: valeur for nom, valeur in corps.items() if nom not in ("photo", "signature")}
        self._database.execute(
            "INSERT INTO ordres (reference, empreinte, corps, scenario, prochain) VALUES (?, ?, ?, ?, ?)",
            (reference, empreinte, json.dumps(garde), self._voulu(reference), _text(now + self._pas)),
        )
        return "prise"

    def expedier_de_nouveau(self, reference: str, envoi: int, now: datetime) -> Prise | None:
        """None for a reference that nobody ordered."""
        ordre = self._one("SELECT envoi FROM ordres WHERE reference = ?", reference)
        if ordre is None:
            return None
        if envoi <= ordre["envoi"]:
            return "connue"
        self._database.execute(
            "UPDATE ordres SET envoi = ?, scenario = 'de_nouveau', rang = 0, prochain = ? WHERE reference = ?",
            (envoi, _text(now + self._pas), reference),
        )
        return "prise"

    def lignes(self, apres: int, limite: int) -> Sequence[dict[str, Any]]:
        rows = self._database.execute(
            "SELECT * FROM lignes WHERE position > ? ORDER BY position LIMIT ?", (apres, limite)
        )
        return [dict(row) for row in rows]

    def etat(self, reference: str) -> dict[str, Any] | None:
        """The order as it stands, for who never got an answer."""
        ordre = self._one("SELECT reference, envoi, numero_titre FROM ordres WHERE reference = ?", reference)
        derniere = self._one("SELECT fait FROM lignes WHERE reference = ? ORDER BY position DESC LIMIT 1", reference)
        return None if ordre is None else {**dict(ordre), "etat": derniere["fait"] if derniere else "recu"}

    def passages(self, numero_suivi: str) -> Sequence[dict[str, Any]]:
        """Newest first, as La Poste shows them."""
        rows = self._database.execute("SELECT * FROM passages WHERE numero_suivi = ? ORDER BY id DESC", (numero_suivi,))
        return [dict(row) for row in rows]

    def prevoir(self, numero: str, scenario: str) -> None:
        """What will become of the cards of this demande."""
        self._database.execute("INSERT OR REPLACE INTO scenarios VALUES (?, ?)", (numero, scenario))
        self._database.execute(
            "UPDATE ordres SET scenario = ? WHERE reference LIKE ? AND rang = 0", (scenario, f"{numero}-%")
        )

    def avancer(self, now: datetime) -> int:
        """One step for every card that is due; returns how many moved."""
        dus = self._database.execute("SELECT * FROM ordres WHERE prochain <= ?", (_text(now),)).fetchall()
        return sum(self._avancer(ordre, now) for ordre in dus)

    def close(self) -> None:
        self._database.close()

    def _avancer(self, ordre: sqlite3.Row, now: datetime) -> bool:
        etapes = DE_NOUVEAU if ordre["scenario"] == "de_nouveau" else SCENARIOS[ordre["scenario"]]
        if ordre["rang"] >= len(etapes):
            return False
        etape, suivi = etapes[ordre["rang"]], _numero_suivi(ordre["reference"], ordre["envoi"])
        with self._database:
            self._database.execute("BEGIN")
            if isinstance(etape, Passage):
                self._noter_passage(suivi, etape, now)
            else:
                self._noter_ligne(ordre, etape, suivi, now)
            self._database.execute(
                "UPDATE ordres SET rang = rang + 1, prochain = ? WHERE reference = ?",
                (_text(now + self._pas), ordre["reference"]),
            )
        return True

    def _noter_passage(self, suivi: str, passage: Passage, now: datetime) -> None:
        self._database.execute(
            "INSERT INTO passages (numero_suivi, code, libelle, le) VALUES (?, ?, ?, ?)",
            (suivi, passage.code, passage.libelle, _text(now)),
        )

    def _noter_ligne(self, ordre: sqlite3.Row, ligne: Ligne, suivi: str, now: datetime) -> None:
        titre = ordre["numero_titre"] or (_numero_titre(ordre["reference"], now) if ligne.fait == "produit" else None)
        self._database.execute(
            "INSERT INTO lignes (reference, fait, le, numero_titre, numero_suivi, cause) VALUES (?, ?, ?, ?, ?, ?)",
            (
                ordre["reference"],
                ligne.fait,
                _text(now),
                titre,
                suivi if ligne.fait == "expedie" else None,
                CAUSE_DE_REFUS if ligne.fait == "refuse" else None,
            ),
        )
        self._database.execute("UPDATE ordres SET numero_titre = ? WHERE reference = ?", (titre, ordre["reference"]))

    def _voulu(self, reference: str) -> str:
        """A second order after a refusal goes well."""
        numero, _, essai = reference.rpartition("-")
        prevu = self._one("SELECT scenario FROM scenarios WHERE numero = ?", numero)
        scenario = str(prevu["scenario"]) if prevu else self._scenario
        return "remis" if scenario == "refus" and essai != "1" else scenario

    def _one(self, query: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._database.execute(query, values).fetchone()
        return row


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _numero_titre(reference: str, now: datetime) -> str:
    """Year, two letters, five digits, as on the card (domain.md §8.3)."""
    return f"{now:%y}AA{int(sha256(reference.encode()).hexdigest(), 16) % 100_000:05d}"


def _numero_suivi(reference: str, envoi: int) -> str:
    """Thirteen signs, as a Lettre Expert carries them."""
    return f"6A{int(sha256(f'{reference}/{envoi}'.encode()).hexdigest(), 16) % 10**11:011d}"
