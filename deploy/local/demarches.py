"""Any motif from the form to the end, asked and answered as the tables of `demandes` say, through the gateway."""

from datetime import UTC, datetime, timedelta

from deploy.local import exemplaires, parcours
from deploy.local.acteur import Acteur, Json, Refus, until
from deploy.local.carte import carte_identite

CHOISIS = {"formation_nature": "levee_78", "titre_obtention": "premier"}
"""Where any choice would do but one is in keeping with the rest."""


async def regle(acteur: Acteur, motif: str) -> Json:
    """The motif's row of the referentiel."""
    answer = await acteur.demander("GET", "/api/demandes/referentiel/motifs")
    found: Json = next(row for row in answer.json() if row["code"] == motif)
    return found


def etape_motif(regle: Json) -> Json:
    """Step 1, with an answer to each question that must have one."""
    il_y_a_un_mois = f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"
    reponses = {"date": il_y_a_un_mois, "texte": "Villeurbanne", "nombre": "6"}
    demandees = [question for question in regle["questions"] if question["obligatoire"]]
    return {
        "motif": regle["code"],
        "beneficiaire": "majeur",
        "premier_permis": True if regle["premier_permis"] else None,
        "categories": ["B"],
        "visite_medicale": False,
        "formation_complementaire": "aucune",
        "declarations": parcours.MOTIF["declarations"],
        "precisions": {
            question["code"]: CHOISIS.get(question["code"])
            or reponses.get(question["genre"])
            or question["choix"][0]["code"]
            for question in demandees
        },
        "neph": f"0704693{datetime.now(UTC):%S%f}"[:12] if regle["neph"] else "",
        "examen_le": il_y_a_un_mois if regle["examen"] else "",
    }


async def remplir(deposant: Acteur, motif: str, code_photo: str, email: str) -> str:
    """Steps 1 to 5, with every piece that the demande asks for; returns its id."""

    async def ouverte() -> Json | None:
        """A school's name travels by event: a moment after its activation it may not be known yet."""
        answer = await deposant.demander("POST", "/api/demandes", json={"motif": motif})
        if answer.is_error and answer.status_code not in (409, 503):
            raise Refus(answer)
        return answer.json() if answer.is_success else None

    demande = str((await until(ouverte, "ouverture d'une demande"))["id"])
    etapes = {
        "motif": etape_motif(await regle(deposant, motif)),
        "etat-civil": parcours.ETAT_CIVIL,
        "adresse-contact": parcours.ADRESSE | {"email": email},
    }
    for etape, saisie in etapes.items():
        answer = await parcours.saisir_etape(deposant, demande, etape, saisie)
        if answer.is_error:
            raise Refus(answer)
    await parcours.choisir_photo(deposant, demande, code_photo)
    await joindre_tout(deposant, demande)
    return demande


async def joindre_tout(deposant: Acteur, demande: str) -> None:
    """A legible page for each piece that is asked for; an identity paper shows its holder."""
    vue = await deposant.obtenir("GET", f"/api/demandes/{demande}")
    page = exemplaires.jpeg(exemplaires.page())
    carte = exemplaires.jpeg(carte_identite(parcours.ETAT_CIVIL))
    for piece in vue["pieces_demandees"]:
        if piece["requise"] and not piece["pages"]:
            montree = carte if piece["type"] in ("identite", "sejour") else page
            await parcours.deposer_piece(deposant, demande, piece["type"], f"{piece['type']}.jpg", montree)
    await parcours.verdicts(deposant, demande)
