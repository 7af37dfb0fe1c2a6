"""Files into the bucket before anything speaks of them, and out of it when nothing does after all."""

import hashlib

from contracts.events.parts import Ephoto, Fichier
from ctn_verification.app import App
from ctn_verification.controle import Examinee


async def ranger(app: App, photo: Examinee, signature: Examinee) -> Ephoto:
    """The clean copies of an e-photo."""
    return Ephoto(
        id=app.id(),
        photo=await deposer_fichier(app, photo.octets, "image/jpeg"),
        signature=await deposer_fichier(app, signature.octets, "image/png"),
    )


async def deposer_fichier(app: App, octets: bytes, format: str, pages: int = 1) -> Fichier:
    """Under a random key."""
    empreinte = hashlib.sha256(octets).hexdigest()
    fichier = Fichier(
        bucket=app.bucket_photos, cle=app.id().hex, sha256=empreinte, format=format, taille=len(octets), pages=pages
    )
    await app.objets.put(fichier.bucket, fichier.cle, octets, format)
    return fichier


async def oublier(app: App, ephoto: Ephoto) -> None:
    for fichier in (ephoto.photo, ephoto.signature):
        await app.objets.remove(fichier.bucket, fichier.cle)
