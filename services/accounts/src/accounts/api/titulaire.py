"""The account behind an access token, and its password, asked for again when it matters."""

from uuid import UUID

from accounts.app import App
from accounts.domain.compte import Compte, CompteIntrouvable
from accounts.domain.mots_de_passe import nettoyer
from accounts.domain.rattachement import verifier_detachable
from accounts.domain.saisie_activation import MotDePasseRefuse
from accounts.storage import comptes, echecs


async def compte_de(app: App, id: UUID) -> Compte:
    async with app.db.begin() as tx:
        compte = await comptes.lire(tx, id)
    if compte is None:
        raise CompteIntrouvable("Il a été supprimé : reconnectez-vous, ou créez de nouveau un compte.")
    return compte


async def redemander(app: App, id: UUID, mot_de_passe: str, pointer: str) -> Compte:
    """The try is counted before it is judged. Raises TropDEssais, MotDePasseRefuse or MotDePasseAbsent."""
    async with app.db.begin() as tx:
        await echecs.compter(tx, "mot-de-passe", str(id), app.now())
    compte = await compte_de(app, id)
    verifier_detachable(compte)
    if not await app.hacheur.verifier(compte.mot_de_passe, nettoyer(mot_de_passe)):
        raise MotDePasseRefuse(pointer)
    async with app.db.begin() as tx:
        await echecs.oublier(tx, "mot-de-passe", str(id))
    return compte
