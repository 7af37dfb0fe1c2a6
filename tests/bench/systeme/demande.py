"""One whole demande: photographer, school, candidate, CTN, préfecture, Imprimerie Nationale; each act is timed."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.local import demarches, parcours
from deploy.local.acteur import Acteur, Json, Refus, until
from tests.bench.systeme.bureau import PREFECTURE, TITRE, Bureau, Ecole
from tests.bench.systeme.guichet import premier
from tests.bench.systeme.page import Page, ouverte
from tests.bench.systeme.papiers import Fichier
from tests.bench.systeme.releve import Etape

INSCRIPTION = "inscription"
LARGEUR = "1200"  # pixels of a page of a piece on an agent's screen
REMISE = re.compile("a été remis à son destinataire")
NUMERO_VU = r"demande en ligne n°\d+ est enregistrée"


class Inattendu(Exception):
    """The system answered well, but not what this demande is made for."""


@dataclass
class Cas:
    """Who this demande is for, and what happens to it."""

    rang: int
    email: str
    telephone: str
    qui: Json
    doute: bool
    titre: bool

    @classmethod
    def numero(cls, bureau: Bureau, rang: int) -> "Cas":
        doute = bool(bureau.doutes) and rang % bureau.doutes == bureau.doutes - 1
        titre = bool(bureau.titres) and rang % bureau.titres == 0
        telephone = f"06 12 {rang // 10000 % 100:02d} {rang // 100 % 100:02d} {rang % 100:02d}"
        email = f"candidat{rang}@charge.example.fr"
        return cls(rang, email, telephone, bureau.papiers.personne(rang), doute, titre)

    @property
    def motif(self) -> str:
        return TITRE if self.titre else INSCRIPTION


@dataclass(frozen=True)
class Jouee:
    """Decided, its documents there; a card is still to come."""

    cas: Cas
    candidat: Acteur
    demande: str
    accepte: float


async def jouer(bureau: Bureau, rang: int) -> Jouee:
    """From the photographer to the decision that the candidate sees, and its document."""
    cas, ecole, debut = Cas.numero(bureau, rang), bureau.ecoles[rang % len(bureau.ecoles)], time.time()
    code = await _photo(bureau)
    demande = await _saisir(bureau, cas, ecole, code)
    candidat = await _activer(bureau, cas, demande)
    async with ouverte(candidat, demande) as page:
        valide = await _valider(bureau, cas, candidat, demande)
        transmis = await _verifier(bureau, demande, valide)
        accepte = await _decider(bureau, cas, demande)
        await _fin(bureau, cas, page, candidat, ecole, demande, (valide, transmis, accepte))
    bureau.releve.noter(Etape.DEMANDE, debut)
    return Jouee(cas, candidat, demande, accepte)


async def _photo(bureau: Bureau) -> str:
    papiers, parti = bureau.papiers, time.time()
    fichiers = {
        "photo": ("photo.jpg", papiers.photo, "image/jpeg"),
        "signature": ("signature.png", papiers.signature, "image/png"),
    }
    depot = await bureau.people.photographe.obtenir("POST", "/api/ctn/ephotos", files=fichiers)
    bureau.releve.noter(Etape.EPHOTO, parti)
    return str(depot["code"])


async def _saisir(bureau: Bureau, cas: Cas, ecole: Ecole, code: str) -> str:
    """The seven steps, to «Terminer»."""
    acteur = ecole.acteur
    demande = await _ouvrir(acteur, cas.motif)
    etapes = {
        "motif": _etape_motif(bureau, cas),
        "etat-civil": cas.qui,
        "adresse-contact": parcours.ADRESSE | {"email": cas.email, "telephone": cas.telephone},
    }
    for etape, saisie in etapes.items():
        answer = await parcours.saisir_etape(acteur, demande, etape, saisie)
        if answer.is_error:
            raise Refus(answer)
    await parcours.choisir_photo(acteur, demande, code)
    await _pieces(bureau, cas, acteur, demande)
    await acteur.obtenir("GET", f"/api/demandes/{demande}/recapitulatif")
    parti = time.time()
    bureau.courrier.prevenir(Etape.LIEN, cas.email, parcours.LIEN.pattern, parti)
    finalisee = await acteur.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    sujet = f"Pré-demande {finalisee['pre_numero']} enregistrée"
    bureau.courrier.prevenir(Etape.COURRIEL_ECOLE, ecole.email, sujet, parti)
    return demande


async def _ouvrir(acteur: Acteur, motif: str) -> str:
    """A new school's name travels by event: in its first moment it may not be known yet."""

    async def ouverte() -> Json | None:
        answer = await acteur.demander("POST", "/api/demandes", json={"motif": motif})
        if answer.is_error and answer.status_code != 409:
            raise Refus(answer)
        return answer.json() if answer.is_success else None

    return str((await until(ouverte, "ouverture d'une demande"))["id"])


def _etape_motif(bureau: Bureau, cas: Cas) -> Json:
    if not cas.titre:
        return parcours.MOTIF
    return demarches.etape_motif(bureau.regle_titre) | {"neph": f"0704693{cas.rang % 100_000:05d}"}


async def _pieces(bureau: Bureau, cas: Cas, acteur: Acteur, demande: str) -> None:
    """The page of uploads hears the verdict on each file while the next is on its way."""
    vue = await acteur.obtenir("GET", f"/api/demandes/{demande}")
    requises = {piece["type"] for piece in vue["pieces_demandees"] if piece["requise"]}
    fichiers = bureau.papiers.de(cas.rang, doute=cas.doute, autres=sorted(requises - {"identite", "domicile"}))
    async with ouverte(acteur, demande, regarder=False) as page:
        partis: dict[str, tuple[Fichier, float]] = {}
        for fichier in fichiers:
            parti = time.time()
            piece = await parcours.deposer_piece(acteur, demande, fichier.type, fichier.nom, fichier.contenu)
            partis[str(piece["id"])] = fichier, parti
        await page.attendre(lambda: True if partis.keys() <= page.verdicts.keys() else None, "verdicts")
    for id, (fichier, parti) in partis.items():
        controle, vu = page.verdicts[id]
        if controle == "non_conforme":
            raise Inattendu(f"{fichier.nom} est refusé")
        etape = Etape.VERDICT_PDF if fichier.nom.endswith(".pdf") else Etape.VERDICT_IMAGE
        bureau.releve.noter(etape, parti, vu)


async def _activer(bureau: Bureau, cas: Cas, demande: str) -> Acteur:
    """The mail's link, the page behind it, a password; then the demande that waits."""
    candidat = Acteur(bureau.gateway)
    lien = await bureau.courrier.attendre(cas.email, parcours.LIEN)
    await candidat.obtenir("GET", f"/api/accounts/activations/{lien}")
    parti = time.time()
    bureau.courrier.prevenir(Etape.IDENTIFIANT, cas.email, parcours.IDENTIFIANT.pattern, parti)
    compte = {
        "sexe": cas.qui["sexe"],
        "mot_de_passe": candidat.mot_de_passe,
        "question_secrete": "prenom_pere",
        "reponse_secrete": "Noël",
    }
    candidat.jetons = await candidat.obtenir("POST", f"/api/accounts/activations/{lien}", json=compte)
    bureau.releve.noter(Etape.ACTIVATION, parti)
    await parcours.attendre_statut(candidat, demande, "attente_validation_usager")
    return candidat


async def _valider(bureau: Bureau, cas: Cas, candidat: Acteur, demande: str) -> float:
    parti = time.time()
    bureau.courrier.prevenir(Etape.COURRIEL_NUMERO, cas.email, NUMERO_VU, parti)
    numero = await parcours.valider(candidat, demande)
    bureau.releve.noter(Etape.NUMERO, parti)
    bureau.releve.told.append({"demande": demande, "numero": numero})
    return parti


async def _verifier(bureau: Bureau, demande: str, valide: float) -> float:
    """Straight to the préfecture, or by an agent of the CTN who looks and says yes; when it was decided."""
    ou, vu = await premier(demande, bureau.guichets)
    if ou == PREFECTURE:
        bureau.releve.noter(Etape.FILE_PREFECTURE, valide, vu)
        return valide
    bureau.releve.noter(Etape.FILE_CTN, valide, vu)
    agent, dossier = bureau.agent_ctn, f"/api/ctn/dossiers/{demande}"
    await agent.obtenir("POST", f"{dossier}/prise")
    montre = await agent.obtenir("GET", dossier)
    douteuse = next(image["url"] for image in montre["images"] if image["controle"] == "a_verifier")
    await _regarder(agent, douteuse)
    decide = time.time()
    await agent.obtenir("POST", f"{dossier}/decision", json={"conforme": True, "causes": []})
    _, arrive = await premier(demande, {PREFECTURE: bureau.guichets[PREFECTURE]})
    bureau.releve.noter(Etape.CTN_PREFECTURE, decide, arrive)
    return decide


async def _decider(bureau: Bureau, cas: Cas, demande: str) -> float:
    """The instructor opens the dossier, looks at the photo and at a piece, and accepts."""
    instructeur, chemin = bureau.instructeur, f"/api/instruction/dossiers/{demande}"
    dossier = await instructeur.obtenir("GET", chemin)
    identite = next(piece["id"] for piece in dossier["pieces"] if piece["type"] == "identite")
    await _regarder(instructeur, f"{chemin}/pieces/{identite}/pages/1")
    await _regarder(instructeur, f"{chemin}/photo")
    accepte = time.time()
    annonce = "a été acceptée par la préfecture" if cas.titre else "attestation d'inscription disponible"
    bureau.courrier.prevenir(Etape.DECISION_COURRIEL, cas.email, annonce, accepte)
    await instructeur.obtenir("POST", f"{chemin}/acceptation", json={"examen_verifie": True} if cas.titre else {})
    return accepte


async def _fin(
    bureau: Bureau, cas: Cas, page: Page, candidat: Acteur, ecole: Ecole, demande: str, actes: Sequence[float]
) -> None:
    """What the candidate sees of it, and the PDFs that he and the school take home."""
    releve, (valide, transmis, accepte) = bureau.releve, actes
    id, vu = await page.document("justificatif_depot")
    releve.noter(Etape.JUSTIFICATIF, valide, vu)
    await _pdf(candidat, id)
    if cas.titre:
        vu = await page.statut("en_production")
        releve.noter(Etape.CARTE_COMMANDEE, accepte, vu)
    else:
        releve.noter(Etape.DECISION_VUE, accepte, await page.statut("acceptee"))
        id, vu = await page.document("recepisse_depot")
        releve.noter(Etape.RECEPISSE, transmis, vu)
        await _pdf(ecole.acteur, id)
        id, _ = await page.document("attestation_inscription")
        await _pdf(candidat, id)
        releve.noter(Etape.ATTESTATION, accepte)
    await _revenir(bureau, cas, candidat)


async def _revenir(bureau: Bureau, cas: Cas, candidat: Acteur) -> None:
    """Another day, with identifiant and password."""
    candidat.identifiant = await bureau.courrier.attendre(cas.email, parcours.IDENTIFIANT)
    parti = time.time()
    await candidat.se_connecter()
    bureau.releve.noter(Etape.CONNEXION, parti)


async def suivre_la_carte(bureau: Bureau, jouee: Jouee) -> None:
    """Made and carried in simulated steps; its holder hears of it by mail, then looks."""
    if jouee.cas.titre:
        email = jouee.cas.email
        bureau.courrier.prevenir(Etape.CARTE_REMISE, email, REMISE.pattern, jouee.accepte)
        await bureau.courrier.attendre(email, REMISE)
        await parcours.attendre_statut(jouee.candidat, jouee.demande, "remise")


async def _pdf(lecteur: Acteur, document: str) -> None:
    answer = await lecteur.demander("GET", f"/api/documents/{document}/contenu")
    if answer.is_error:
        raise Refus(answer)
    if not answer.content.startswith(b"%PDF"):
        raise Inattendu("le document n'est pas un PDF")


async def _regarder(agent: Acteur, chemin: str) -> None:
    params = {"largeur": LARGEUR} if "/pages/" in chemin else {}
    answer = await agent.demander("GET", chemin, params=params)
    if answer.is_error:
        raise Refus(answer)
