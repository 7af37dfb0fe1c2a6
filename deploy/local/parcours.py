"""One demande through the gateway, each actor's part a function: for the demonstration and the tests of the whole."""

import asyncio
import re

import httpx
from altcha import Challenge, Payload, solve_challenge

from deploy.local import exemplaires
from deploy.local.acteur import Acteur, Boite, Json, Refus, until
from deploy.local.carte import carte_identite

LIEN = re.compile(r"/monespace/activer/([A-Za-z0-9_-]+)")
IDENTIFIANT = re.compile(r"Votre identifiant est : (\S+)")
VERSIONS = 5  # of a demande that may come between a page and its answer
NOT_YET = (404, 502, 503, 504)  # a candidate's account is attached by event; a service that died comes back


async def activer(acteur: Acteur, boite: Boite, email: str, *, sexe: str = "F") -> Json:
    """From the link of the mail to a session, then the identifiant of the second mail."""
    jeton = await boite.attendre(email, LIEN)
    acteur.jetons = await acteur.obtenir(
        "POST",
        f"/api/accounts/activations/{jeton}",
        json={
            "sexe": sexe,
            "mot_de_passe": acteur.mot_de_passe,
            "question_secrete": "prenom_pere",
            "reponse_secrete": "Noël",
        },
    )
    acteur.identifiant = await boite.attendre(email, IDENTIFIANT)
    return acteur.jetons


async def resoudre(acteur: Acteur, pour: str) -> str:
    """The proof of work that a form asks for, as its page does it."""
    challenge = Challenge.from_dict(await acteur.obtenir("GET", "/api/accounts/captcha", params={"pour": pour}))
    solution = await asyncio.to_thread(solve_challenge, challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


async def inscrire(acteur: Acteur, inscription: Json) -> Json:
    captcha = await resoudre(acteur, "inscription")
    return await acteur.obtenir("POST", "/api/accounts/inscriptions", json=inscription | {"captcha": captcha})


async def ouvrir_auto_ecole(acteur: Acteur, boite: Boite, email: str, raison_sociale: str, agrement: str) -> None:
    """Seed 000, «Création d'un compte professionnel», to the session."""
    await inscrire(
        acteur,
        {
            "type": "auto_ecole",
            "nom": "Çelik",
            "prenom": "Léonie",
            "email": email,
            "raison_sociale": raison_sociale,
            "numero_agrement": agrement,
        },
    )
    await activer(acteur, boite, email)


async def ouvrir_particulier(acteur: Acteur, boite: Boite, email: str, nom: str, prenom: str) -> None:
    """Seed 004, «Comment créer un compte ANTS», to the session."""
    inscription = {"type": "particulier", "nom": nom, "prenom": prenom, "email": email}
    await inscrire(acteur, inscription)
    await activer(acteur, boite, email, sexe="M")


async def deposer_ephoto(photographe: Acteur) -> str:
    """The photographer's part; returns the code that the candidate takes to the school."""
    depot = await photographe.obtenir(
        "POST",
        "/api/ctn/ephotos",
        files={
            "photo": ("photo.jpg", exemplaires.jpeg(exemplaires.portrait()), "image/jpeg"),
            "signature": ("signature.png", exemplaires.png(exemplaires.signature()), "image/png"),
        },
    )
    return str(depot["code"])


ETAT_CIVIL: Json = {
    "nom_naissance": "Renaud-Lefèvre",
    "sexe": "M",
    "prenoms": ["Éric", "Jean-Noël", "Zoé"],
    "date_naissance": "1996-02-29",
    "pays_naissance": "FR",
    "departement_naissance": "69",
    "commune_naissance": "Villeurbanne",
}
ADRESSE: Json = {
    "numero_voie": "12",
    "extension": "bis",
    "type_voie": "rue",
    "nom_voie": "Camille Claudel",
    "complement": "Appartement 4, bâtiment C",
    "code_postal": "92160",
    "commune": "92002",
    "telephone": "06 12 34 56 78",
    "reutilisation_donnees": False,
}
MOTIF: Json = {
    "motif": "inscription",
    "beneficiaire": "majeur",
    "premier_permis": True,
    "categories": ["B"],
    "visite_medicale": False,
    "formation_complementaire": "aucune",
    "declarations": {
        "lit_le_francais": True,
        "vehicule_amenage": False,
        "correction_vision": True,
        "affection": False,
        "pension_invalidite": False,
    },
}


async def saisir(ecole: Acteur, code_photo: str, email: str, etat_civil: Json | None = None) -> str:
    """The school's steps 1 to 5, not finished yet; returns the demande's id."""

    async def ouverte() -> Json | None:
        """The school's name travels by event: a moment after its activation it may not be known yet."""
        answer = await ecole.demander("POST", "/api/demandes", json={"motif": "inscription"})
        if answer.is_error and answer.status_code not in (409, 503):
            raise Refus(answer)
        return answer.json() if answer.is_success else None

    demande = str((await until(ouverte, "ouverture d'une demande"))["id"])
    personne = ETAT_CIVIL | (etat_civil or {})
    etapes = {
        "motif": MOTIF,
        "etat-civil": personne,
        "adresse-contact": ADRESSE | {"email": email},
    }
    for etape, saisie in etapes.items():
        answer = await saisir_etape(ecole, demande, etape, saisie)
        if answer.is_error:
            raise Refus(answer)
    await choisir_photo(ecole, demande, code_photo)
    await deposer_piece(ecole, demande, "identite", "carte d'identité.jpg", exemplaires.jpeg(carte_identite(personne)))
    await deposer_piece(ecole, demande, "domicile", "facture.jpg", exemplaires.jpeg(exemplaires.page()))
    return demande


async def saisir_etape(acteur: Acteur, demande: str, etape: str, saisie: Json) -> httpx.Response:
    """As a page does that has just shown the demande: a step says which version it was typed over.

    A verdict that comes in between makes another version of it: the page is shown again, and sent again.
    """
    for _ in range(VERSIONS):
        vue = await acteur.demander("GET", f"/api/demandes/{demande}")
        if vue.is_error:
            raise Refus(vue)
        chemin, headers = f"/api/demandes/{demande}/etapes/{etape}", {"If-Match": vue.headers["ETag"]}
        answer = await acteur.demander("PUT", chemin, json=saisie, headers=headers)
        if answer.status_code != httpx.codes.PRECONDITION_FAILED:
            break
    return answer


async def choisir_photo(ecole: Acteur, demande: str, code: str) -> None:
    """The code of an e-photo is known to demandes a moment after its deposit."""

    async def choisie() -> bool:
        answer = await saisir_etape(ecole, demande, "photo-signature", {"mode": "numerique", "code": code})
        if answer.is_error and "code-photo-inconnu" not in answer.text:
            raise Refus(answer)
        return answer.is_success

    await until(choisie, "code photo connu")


async def deposer_piece(ecole: Acteur, demande: str, type: str, nom: str, contenu: bytes) -> Json:
    return await ecole.obtenir(
        "POST", f"/api/demandes/{demande}/pieces", data={"type": type}, files={"fichier": (nom, contenu)}
    )


async def verdicts(acteur: Acteur, demande: str) -> dict[str, str]:
    """Type of piece → verdict, once the worker has said it of each."""

    async def tous() -> dict[str, str] | None:
        pieces = (await acteur.obtenir("GET", f"/api/demandes/{demande}/pieces"))["elements"]
        found = {piece["type"]: str(piece["controle"]) for piece in pieces}
        return None if "en_cours" in found.values() else found

    return await until(tous, "verdicts des pièces")


async def attendre_statut(acteur: Acteur, demande: str, statut: str) -> Json:
    """The demande, once it has come to this status."""

    async def venu() -> Json | None:
        answer = await acteur.demander("GET", f"/api/demandes/{demande}")
        if answer.status_code in NOT_YET:
            return None
        if answer.is_error:
            raise Refus(answer)
        vue: Json = answer.json()
        return vue if vue["statut"] == statut else None

    return await until(venu, f"statut {statut}")


async def valider(candidat: Acteur, demande: str) -> str:
    """The candidate attests and validates; returns the number."""
    answer = await candidat.obtenir("POST", f"/api/demandes/{demande}/validation", json={"atteste_sur_l_honneur": True})
    return str(answer["numero"])


async def attendre_dossier(instructeur: Acteur, demande: str) -> Json:
    """The dossier in the préfecture, once it has arrived there."""

    async def arrive() -> Json | None:
        answer = await instructeur.demander("GET", f"/api/instruction/dossiers/{demande}")
        return answer.json() if answer.is_success else None

    return await until(arrive, "dossier à la préfecture")


async def telecharger(acteur: Acteur, demande: str, type: str) -> bytes:
    """An official PDF of the demande, once it is there."""

    async def produit() -> Json | None:
        answer = await acteur.demander("GET", "/api/documents", params={"demande": demande})
        if answer.status_code in NOT_YET:
            return None
        if answer.is_error:
            raise Refus(answer)
        return next((element for element in answer.json()["elements"] if element["type"] == type), None)

    document = await until(produit, f"document {type}")
    answer = await acteur.demander("GET", f"/api/documents/{document['id']}/contenu")
    if answer.is_error:
        raise Refus(answer)
    return answer.content


async def passer_le_ctn(agent: Acteur, lecteur: Acteur, demande: str) -> None:
    """On to the préfecture: at once when the machine doubts nothing, else an agent looks and says yes."""

    async def passe() -> bool:
        statut = (await lecteur.obtenir("GET", f"/api/demandes/{demande}"))["statut"]
        if statut == "verification_images":
            answer = await agent.demander("POST", f"/api/ctn/dossiers/{demande}/prise")
            if not answer.is_error:
                answer = await agent.demander(
                    "POST", f"/api/ctn/dossiers/{demande}/decision", json={"conforme": True, "causes": []}
                )
            if answer.is_error and answer.status_code not in (*NOT_YET, 409):
                raise Refus(answer)
        return bool(statut == "en_instruction")

    await until(passe, "la fin de la vérification des images")
