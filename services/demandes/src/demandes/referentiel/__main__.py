"""`python -m demandes.referentiel FOLDER`: small registers from the files of @etalab/decoupage-administratif."""

import json
import sys
from pathlib import Path
from typing import Any

from demandes.referentiel.registre import COMMUNES, DEPARTEMENTS, FOLDER, PREFECTURES

DEPARTEMENT, ARRONDISSEMENT = 2, 3  # places in a row of communes.json
ADRESSABLES = ("commune-actuelle", "arrondissement-municipal")


def main(source: Path) -> int:
    """Communes with a postal code. Where there is no arrondissement (Mayotte, the collectivités), all of it is one."""
    departements = {d["code"]: d["nom"] for d in _read(source / "departements.json")}
    prefectures = {a["code"]: a["nom"] for a in _read(source / "arrondissements.json")}
    communes = [_commune(c) for c in _read(source / "communes.json") if c["type"] in ADRESSABLES and _addressable(c)]
    for commune in communes:
        if not commune[ARRONDISSEMENT]:
            commune[ARRONDISSEMENT] = commune[DEPARTEMENT]
            prefectures[commune[DEPARTEMENT]] = departements.get(commune[DEPARTEMENT], commune[DEPARTEMENT])
    _write(COMMUNES, communes)
    _write(DEPARTEMENTS, departements)
    _write(PREFECTURES, prefectures)
    print(f"{len(communes)} communes, {len(departements)} départements, {len(prefectures)} préfectures")
    return 0


def _addressable(commune: dict[str, Any]) -> bool:
    return bool(commune.get("codesPostaux"))


def _commune(commune: dict[str, Any]) -> list[Any]:
    return [
        commune["code"],
        commune["nom"],
        commune.get("departement") or commune.get("collectivite") or "",
        commune.get("arrondissement") or "",
        sorted(commune["codesPostaux"]),
    ]


def _read(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text())
    return found


def _write(name: str, value: object) -> None:
    (FOLDER / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit(
            "usage: python -m demandes.referentiel FOLDER of communes.json, departements.json, arrondissements.json"
        )
    sys.exit(main(Path(sys.argv[1])))
