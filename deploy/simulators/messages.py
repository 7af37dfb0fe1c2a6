"""What the inbox has received, mails and SMS together, kept in SQLite. What is sent twice is shown twice."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

Canal = Literal["mail", "sms"]

TABLE = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recu_le TEXT NOT NULL,
    canal TEXT NOT NULL CHECK (canal IN ('mail', 'sms')),
    expediteur TEXT NOT NULL,
    destinataire TEXT NOT NULL COLLATE NOCASE,
    sujet TEXT NOT NULL,
    texte TEXT NOT NULL,
    html TEXT NOT NULL,
    identifiant TEXT NOT NULL,
    pieces_jointes TEXT NOT NULL,
    brut BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_par_destinataire ON messages (destinataire, id);
"""
COLUMNS = "id, recu_le, canal, expediteur, destinataire, sujet, texte, html, identifiant, pieces_jointes"


@dataclass(frozen=True)
class Recu:
    """One message for one recipient, before it is kept. `identifiant` is what the sender calls it."""

    canal: Canal
    expediteur: str
    destinataire: str
    sujet: str
    texte: str
    html: str = ""
    identifiant: str = ""
    pieces_jointes: tuple[str, ...] = ()
    brut: bytes = b""


@dataclass(frozen=True)
class Message:
    """One message as it is shown."""

    id: int
    recu_le: datetime
    canal: Canal
    expediteur: str
    destinataire: str
    sujet: str
    texte: str
    html: str
    identifiant: str
    pieces_jointes: tuple[str, ...]


class Boite:
    """The kept messages. One connection; a message is on disk when `keep` returns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "messages.sqlite", isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + TABLE)

    def keep(self, recus: Sequence[Recu]) -> list[int]:
        """All of them or none; their numbers."""
        now = datetime.now(UTC).isoformat()
        numbers: list[int] = []
        with self._database:
            self._database.execute("BEGIN")
            for recu in recus:
                row = asdict(recu) | {"recu_le": now, "pieces_jointes": json.dumps(recu.pieces_jointes)}
                done = self._database.execute(
                    f"INSERT INTO messages ({', '.join(row)}) VALUES ({', '.join(':' + name for name in row)})",  # noqa: S608
                    row,
                )
                numbers.append(done.lastrowid or 0)
        return numbers

    def find(
        self, *, destinataire: str = "", canal: str = "", avant: int | None = None, apres: int = 0, limite: int = 20
    ) -> list[Message]:
        """Newest first; `avant` and `apres` are message numbers, both excluded."""
        rows = self._database.execute(
            f"SELECT {COLUMNS} FROM messages "  # noqa: S608
            "WHERE (:destinataire = '' OR destinataire = :destinataire) AND (:canal = '' OR canal = :canal) "
            "AND (:avant IS NULL OR id < :avant) AND id > :apres ORDER BY id DESC LIMIT :limite",
            {"destinataire": destinataire, "canal": canal, "avant": avant, "apres": apres, "limite": limite},
        )
        return [_message(row) for row in rows]

    def count(self, *, destinataire: str = "") -> int:
        query = "SELECT count(*) FROM messages WHERE :destinataire = '' OR destinataire = :destinataire"
        return int(self._database.execute(query, {"destinataire": destinataire}).fetchone()[0])

    def get(self, number: int) -> Message | None:
        row = self._database.execute(f"SELECT {COLUMNS} FROM messages WHERE id = ?", (number,)).fetchone()  # noqa: S608
        return _message(row) if row else None

    def raw(self, number: int) -> bytes | None:
        """As it came over the wire."""
        row = self._database.execute("SELECT brut FROM messages WHERE id = ?", (number,)).fetchone()
        return bytes(row[0]) if row else None

    def close(self) -> None:
        self._database.close()


def _message(row: Sequence[object]) -> Message:
    fields = dict(zip(COLUMNS.split(", "), row, strict=True))
    fields["recu_le"] = datetime.fromisoformat(str(fields["recu_le"]))
    fields["pieces_jointes"] = tuple(json.loads(str(fields["pieces_jointes"])))
    return Message(**fields)  # type: ignore[arg-type]
