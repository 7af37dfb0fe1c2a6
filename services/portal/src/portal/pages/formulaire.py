"""What a form sent: its fields, its files, and the proof that one of our pages made it."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from portal.app import App
from portal.session.courante import Session

MOST_FIELDS, MOST_FILES = 300, 60
JETON, CLE = "_jeton", "_cle"
INTERNES = frozenset({JETON, CLE})
SECRETS = ("mot_de_passe", "ancien", "confirmation", "totp", "reponse_secrete", "code")
"""Fields that are never written back into a page."""


class JetonRefuse(Exception):
    """The form was not made by one of our pages, or long ago, or for somebody else: `saisie` is what it said."""

    def __init__(self, saisie: "Saisie") -> None:
        super().__init__()
        self.saisie = saisie


class Saisie:
    """The fields of a form as text, trimmed; a field that was not sent is empty."""

    def __init__(self, form: FormData) -> None:
        self._form = form

    def __getitem__(self, nom: str) -> str:
        valeur = self._form.get(nom, "")
        return valeur.strip() if isinstance(valeur, str) else ""

    def brut(self, nom: str) -> str:
        """As it was typed: spaces around a password belong to it."""
        valeur = self._form.get(nom, "")
        return valeur if isinstance(valeur, str) else ""

    def tous(self, nom: str) -> list[str]:
        """Every value of a field that may come several times: boxes that are ticked."""
        return [valeur.strip() for valeur in self._form.getlist(nom) if isinstance(valeur, str)]

    def coche(self, nom: str) -> bool:
        return bool(self[nom])

    def ou_rien(self, nom: str) -> str | None:
        """None for an empty field: the services tell « nothing » from « an empty text »."""
        return self[nom] or None

    def fichiers(self, nom: str) -> list[UploadFile]:
        """The files that were chosen; a field left empty has none."""
        return [part for part in self._form.getlist(nom) if isinstance(part, UploadFile) and part.filename]

    def __contains__(self, nom: object) -> bool:
        return nom in self._form

    def items(self) -> Iterator[tuple[str, str]]:
        """Names and texts, in the order of the form; without what belongs to the form itself."""
        for nom, valeur in self._form.multi_items():
            if isinstance(valeur, str) and nom not in INTERNES:
                yield nom, valeur

    @property
    def cle(self) -> str | None:
        """The Idempotency-Key that the page drew for this form: a second click brings the same one."""
        return self[CLE] or None

    @property
    def a_reprendre(self) -> list[tuple[str, str]]:
        """What may be shown again after a login: everything typed but secrets."""
        return [(nom, valeur) for nom, valeur in self.items() if nom not in SECRETS]


async def formulaire(request: Request) -> Saisie:
    """Raises JetonRefuse. Every route that changes something depends on it."""
    app: App = request.app.state.app
    session: Session = request.scope["session"]
    saisie = Saisie(await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES))
    if not session.visite or not app.signature.est_de(session.visite, saisie[JETON]):
        raise JetonRefuse(saisie)
    return saisie


Formulaire = Annotated[Saisie, Depends(formulaire)]
