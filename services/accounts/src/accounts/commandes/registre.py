"""The registry of agréments, imported by an operator from a file."""

from pathlib import Path

from accounts.app import App
from accounts.commandes.refus import CommandeRefusee
from accounts.domain.registre import OCTETS_MAX, RegistreInvalide, lire_registre
from accounts.storage import agrements, journal
from accounts.storage.agrements import Import


async def importer_agrements(app: App, fichier: Path) -> Import:
    """The whole file, or nothing of it. Raises CommandeRefusee with every fault."""
    try:
        octets = fichier.read_bytes()  # noqa: ASYNC240 - a command does nothing else meanwhile
    except OSError as fault:
        raise CommandeRefusee(f"{fichier} : illisible ({type(fault).__name__})") from None
    if len(octets) > OCTETS_MAX:
        raise CommandeRefusee(f"{fichier} dépasse 5 Mo : partagez-le en plusieurs fichiers.")
    try:
        lus = lire_registre(octets)
    except RegistreInvalide as fault:
        raise CommandeRefusee("\n".join([fault.detail, *(error.detail for error in fault.errors)])) from None
    async with app.db.begin() as tx:
        fait = await agrements.importer(tx, lus, app.now())
        resume = f"{fait.ajoutes} ajoutés, {fait.modifies} modifiés, {fait.absents} absents"
        await journal.noter(tx, "agrements-importes", le=app.now(), detail=resume)
    return fait
