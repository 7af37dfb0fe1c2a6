"""From a file to a verdict: fetched, handed to the engine, judged. No transaction is open meanwhile."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, Protocol

import structlog

from contracts.children.pool import Answer, FileGivenUp
from contracts.events.parts import Fichier
from contracts.objects import Objects
from contracts.vocabulary.causes import Cause
from ctn_verification.domain.regles.document import EN_COULEURS
from ctn_verification.domain.regles.lecture import LECTURES
from ctn_verification.domain.releve import Releve
from ctn_verification.domain.verdict import Controle, Verdict, douter, juger, refuser
from ctn_verification.metriques import compter, etape
from ctn_verification.sceaux import Sceaux

log = structlog.get_logger()

CAUSES = {cause.value: cause for cause in Cause}
FORMATS_EPHOTO = (
    "Ce fichier n'est ni un JPG, ni un PNG, ni un BMP, ni un TIFF.",
    "Enregistrez l'image en JPG ou en PNG, puis déposez-la de nouveau.",
)
OCTETS_MAX = 11 * 1024 * 1024  # seed 004


class Moteur(Protocol):
    """Who measures images: a pool of children. Raises FileGivenUp or PoolUnavailable."""

    async def perform(self, task: str, file: bytes, **asked: Any) -> Answer: ...
    async def close(self) -> None: ...


class Examinee(NamedTuple):
    """The verdict on an image, and its clean copy when it is part of an e-photo."""

    verdict: Verdict
    octets: bytes


async def controler_piece(
    fichier: Fichier, type_piece: str, objets: Objects, moteur: Moteur, sceaux: Sceaux, le: date
) -> Verdict:
    """On the stored file, if it is still the one that was deposited; what papers of its type carry is read too."""
    with etape("chercher"):
        octets = await objets.get(fichier.bucket, fichier.cle)
    if hashlib.sha256(octets).hexdigest() != fichier.sha256.lower():
        log.error("piece.altered", bucket=fichier.bucket, expected=fichier.taille, found=len(octets))
        return douter("le fichier conservé n'est pas celui qui a été déposé")
    lire = sorted(LECTURES.get(type_piece, ()))
    couleurs = type_piece in EN_COULEURS
    verdict = (await controler_image("document", octets, moteur, lire=lire, couleurs=couleurs)).verdict
    return replace(verdict, releves=tuple(sceaux.apposer(releve, le) for releve in verdict.releves))


async def controler_image(tache: str, octets: bytes, moteur: Moteur, **demande: Any) -> Examinee:
    """`tache` is `document`, `photo` or `signature`; `demande` is what else is asked of the engine."""
    vue = await _examiner(tache, octets, moteur, **demande)
    compter(tache, vue.verdict)
    return vue


async def _examiner(tache: str, octets: bytes, moteur: Moteur, **demande: Any) -> Examinee:
    if len(octets) > OCTETS_MAX:
        return Examinee(refuser(Cause.FICHIER_TROP_LOURD), b"")
    try:
        with etape("moteur"):
            answer = await moteur.perform(tache, octets, **demande)
    except FileGivenUp:
        return Examinee(douter("l'image a demandé trop de temps ou de mémoire"), b"")
    return Examinee(_verdict(tache, answer.found), answer.made)


async def controler_ephoto(tache: str, octets: bytes, moteur: Moteur) -> Examinee:
    """Of a `photo` or `signature`; without its clean copy there is nothing to keep, a doubt does not help."""
    vue = await controler_image(tache, octets, moteur)
    if not vue.octets and vue.verdict.controle is Controle.A_VERIFIER:
        return Examinee(refuser(Cause.FICHIER_ILLISIBLE), b"")
    if any(cause.code == Cause.FORMAT_REFUSE for cause in vue.verdict.causes):
        return Examinee(refuser(Cause.FORMAT_REFUSE, *FORMATS_EPHOTO), b"")
    return vue


def _verdict(tache: str, message: dict[str, Any]) -> Verdict:
    """A child that looked at a hostile image may say anything: what is no measure is a doubt."""
    try:
        if "refus" in message:
            return refuser(CAUSES[message["refus"]])
        images = [Releve.entendre(image) for image in message["images"]]
        return juger(tache, images) if images else douter("aucune image n'a été mesurée")
    except (ValueError, TypeError, LookupError, AttributeError):
        log.warning("moteur.nonsense", tache=tache)
        return douter("la réponse du moteur n'a pas de sens")
