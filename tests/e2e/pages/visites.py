"""Every page that somebody opens, and who: looked at for accessibility, width, weight and good HTML, and photographed.

A page that is missing here fails `test_every_page_is_visited`.
"""

from dataclasses import dataclass

from deploy.local import parcours
from deploy.local.acteur import Acteur
from tests.e2e.conftest import Scene
from tests.e2e.pages.test_ctn import douteuse
from tests.e2e.pages.test_instruction import superviseur

PERSONNE, CANDIDAT, ECOLE, AGENT = "personne", "candidat", "ecole", "agent_ctn"
INSTRUCTEUR, SUPERVISEUR, ADMINISTRATEUR, NOUVEAU = "instructeur", "superviseur", "administrateur", "nouveau"

LONG = {
    "nom_naissance": "Lefèvre de la Rochefoucauld-Montmorency d'Aubigné",
    "prenoms": ["Marie-Charlotte", "Élisabeth", "Anne-Joséphine", "Éléonore", "Zoé"],
}

ETAPES = ("motif", "etat-civil", "adresse-contact", "photo-signature", "pieces", "recapitulatif", "finalisation")

VISITES: dict[str, tuple[str, ...]] = {
    PERSONNE: (
        "/",
        "/connexion",
        "/inscription",
        "/identifiant-oublie",
        "/mot-de-passe-oublie",
        "/suivi",
        "/photo",
        "/photo?code_postal=92160",
        "/verification",
        "/verification/7K3M-9QZD-2HXV-B4TN-W8CE",
        "/demarches/inscription",
        "/demarches/perte",
        "/accessibilite",
        "/mentions-legales",
        "/donnees-personnelles",
        "/conditions-generales",
        "/plan-du-site",
        "/monespace/activer/inconnu",
        "/monespace/mot-de-passe/inconnu",
        "/monespace/coordonnees/inconnu",
        "/rien",
    ),
    NOUVEAU: (
        "/monespace",
        "/monespace/demandes",
        "/monespace/documents",
        "/monespace/messages",
        "/monespace/nouvelle-demande",
        "/monespace/compte",
        "/monespace/compte/appareils",
        "/monespace/compte/fermeture",
        "/monespace/compte/franceconnect",
        "/monespace/compte/mel",
        "/monespace/compte/mot-de-passe",
        "/monespace/compte/notifications",
        "/monespace/compte/second-facteur",
        "/monespace/compte/telephone",
        "/administration",
    ),
    CANDIDAT: (
        "/monespace",
        "/monespace/demandes",
        "/monespace/demandes/{a_valider}",
        "/monespace/demandes/{a_valider}/recapitulatif",
        "/monespace/demandes/{a_valider}/validation",
        "/monespace/demandes/{a_valider}/refus",
        "/monespace/demandes/{a_valider}/journal",
        "/monespace/messages",
        "/monespace/documents",
    ),
    ECOLE: (
        "/auto-ecole",
        "/auto-ecole/demandes",
        "/auto-ecole/demandes?bannette=brouillons",
        "/auto-ecole/transferts",
        "/auto-ecole/demandes/{brouillon}",
        "/auto-ecole/demandes/{instruite}",
        "/monespace/nouvelle-demande",
        "/monespace/demandes/{instruite}/messages",
        "/monespace/demandes/{brouillon}/suppression",
        *(f"/monespace/demandes/{{brouillon}}/etapes/{etape}" for etape in ETAPES),
    ),
    AGENT: ("/ctn", "/ctn/dossiers/{douteuse}", "/ctn/liasses", "/ctn/liasses/pages", "/ctn/liasses/attendus"),
    INSTRUCTEUR: (
        "/instruction",
        "/instruction/dossiers/{instruite}",
        "/instruction/dossiers/{instruite}/semblables",
        "/instruction/titres",
    ),
    SUPERVISEUR: ("/instruction/supervision", "/instruction/supervision/dossiers/{instruite}"),
    ADMINISTRATEUR: (
        "/administration",
        "/administration/agrements",
        "/administration/agents",
        "/administration/programmes",
        "/administration/programmes/photographe-demonstration/revocation",
        "/administration/agents/00000000-0000-4000-8000-000000000000/desactivation",
        "/administration/abonnements",
        "/administration/exploitation",
        "/administration/envois",
        "/administration/journal",
    ),
}

AILLEURS = frozenset(
    {
        "/espace",  # leads on
        "/inscription/envoyee",
        "/monespace/franceconnect",
        "/monespace/compte/donnees",  # a file
        "/auto-ecole/demandes.csv",
        "/flux/demandes/{}",  # a stream
        "/monespace/demandes/{}/action",
        "/monespace/demandes/{}/etapes",
        "/monespace/demandes/{}/etapes/pieces/{}",  # a part of a page
        # Wants a state of its own, which the test of its role brings about.
        "/monespace/demandes/{}/renvoi",
        "/monespace/demandes/{}/transfert",
        "/administration/envois/{}",
        "/administration/exploitation/{}/{}",
        "/ctn/liasses/{}",
        "/ctn/liasses/pages/{}",
    }
)
FICHIERS = ("/contenu", "/photo", "/signature", "/image", "/pages/{}", "/images/{}", "/documents/{}", "/fichiers/{}")
"""Ends of the addresses of pictures and files."""


@dataclass(frozen=True)
class Decor:
    """Who opens the pages, and the demandes that stand in them."""

    acteurs: dict[str, Acteur]
    demandes: dict[str, str]

    def adresse(self, visite: str) -> str:
        return visite.format(**self.demandes)


async def monter(scene: Scene) -> Decor:
    """One demande in each state that has pages of its own, with names as long as they come."""
    ecole, email = await scene.ecole(), scene.email()
    brouillon = await parcours.saisir(ecole, await scene.code(), scene.email(), LONG)
    a_valider = await scene.finalisee(ecole, email)
    candidat = await scene.candidat(email, a_valider)
    doute = await douteuse(scene, ecole)
    instruite, _ = await scene.en_instruction(ecole, scene.email())
    acteurs: dict[str, Acteur] = {
        ECOLE: ecole,
        CANDIDAT: candidat,
        NOUVEAU: await nouveau(scene),
        SUPERVISEUR: await superviseur(scene),
        **{who: await scene.known(who) for who in (AGENT, INSTRUCTEUR, ADMINISTRATEUR)},
    }
    prise = await acteurs[AGENT].demander("POST", f"/api/ctn/dossiers/{doute}/prise")
    assert prise.is_success
    demandes = {"brouillon": brouillon, "a_valider": a_valider, "douteuse": doute, "instruite": instruite}
    return Decor(acteurs, demandes)


async def nouveau(scene: Scene) -> Acteur:
    """Whose pages are all empty."""
    acteur = scene.acteur()
    await parcours.ouvrir_particulier(acteur, scene.boite, scene.email(), "Ünal", "Noé")
    return acteur
