"""Step 6: the demande read back, block by block in the order of the seeds, to whoever is about to sign it."""

from dataclasses import dataclass, field
from pathlib import PurePath

from contracts.events.parts import Representant
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from demandes.domain.adresse_contact import AdresseContact
from demandes.domain.demande import Demande
from demandes.domain.etat_civil import EtatCivil
from demandes.domain.motif import BENEFICIAIRES, FORMATIONS, EtapeMotif
from demandes.domain.motifs import MOTIFS
from demandes.domain.pieces import PIECES
from demandes.domain.representant import QUALITES
from demandes.domain.territoire import Territoire

RELISEZ_VOUS = "Relisez-vous !"
RELECTURE = (
    "Relisez soigneusement les informations {de} récapitulatif. Une fois validée, la demande ne pourra en effet plus "
    "être modifiée et toute erreur risque d'entraîner l'échec de la procédure de délivrance {titre}."
)
REUTILISATION = (
    "{personne} {accord} que {possessif} données personnelles soient réutilisées à des fins d'information "
    "(elles ne seront ni vendues ni cédées à des organismes à but lucratif)."
)

LIBELLE_CATEGORIE = "Catégorie de permis demandée"
PREMIER = "Il s'agit d'un premier permis de conduire."
AJOUT = "Il s'agit de l'ajout d'une nouvelle catégorie à un permis existant."


@dataclass(frozen=True)
class LigneRecapitulatif:
    libelle: str
    valeur: str


@dataclass(frozen=True)
class Bloc:
    titre: str
    lignes: tuple[LigneRecapitulatif, ...] = ()
    phrases: tuple[str, ...] = field(default=())


def relecture(role: Role) -> str:
    """The seeds word it for the candidate and for the school (seed 001; domain.md §5.2)."""
    if role is Role.USAGER:
        return RELECTURE.format(de="de votre", titre="de votre titre")
    return RELECTURE.format(de="du", titre="du titre")


def blocs(demande: Demande, role: Role, territoire: Territoire) -> list[Bloc]:
    """What is not filled in yet has no block."""
    trouves: list[Bloc] = []
    if demande.etape_motif is not None:
        trouves.append(_motif(demande, demande.etape_motif, role))
    if demande.etat_civil is not None:
        trouves.append(_etat_civil(demande.etat_civil, territoire))
    if demande.representant is not None:
        trouves.append(_representant(demande.representant))
    if demande.adresse_contact is not None:
        trouves += [_adresse(demande.adresse_contact), _coordonnees(demande.adresse_contact, role)]
    if demande.photo is not None:
        code = LigneRecapitulatif("Code photo signature numérique", f"se termine par {demande.photo.fin_code}")
        trouves.append(Bloc("Photo et signature", (code,)))
    elif demande.formulaire is not None:
        trouves.append(Bloc("Photo et signature", phrases=("Sur papier, par le formulaire à envoyer au CTN.",)))
    trouves += [*_pieces(demande), *_maintenues(demande), *_absentes(demande)]
    return trouves


def _motif(demande: Demande, etape: EtapeMotif, role: Role) -> Bloc:
    lignes = [
        LigneRecapitulatif("Motif", demande.motif.libelle),
        *(
            LigneRecapitulatif(LIBELLE_CATEGORIE, f"{categorie} - {categorie.libelle}")
            for categorie in etape.categories
        ),
    ]
    if etape.detenues:
        lignes.append(LigneRecapitulatif("Catégories détenues", ", ".join(etape.detenues)))
    if etape.formation_complementaire != "aucune" or etape.declarations is not None:
        lignes.append(LigneRecapitulatif("Formation complémentaire", FORMATIONS[etape.formation_complementaire]))
    lignes += [LigneRecapitulatif(reponse.libelle, reponse.valeur) for reponse in etape.reponses()]
    lignes += [
        LigneRecapitulatif(libelle, valeur)
        for libelle, valeur in (
            ("Numéro NEPH", etape.neph),
            ("Numéro du permis", etape.numero_permis),
            ("Date de l'examen", f"{etape.examen_le:%d/%m/%Y}" if etape.examen_le else None),
        )
        if valeur
    ]
    lignes += [LigneRecapitulatif(declaree.libelle, declaree.valeur) for declaree in etape.declarees()]
    return Bloc("Motif de la demande du titre", tuple(lignes), _phrases_du_motif(etape, role))


def _phrases_du_motif(etape: EtapeMotif, role: Role) -> tuple[str, ...]:
    usager = role is Role.USAGER
    if usager and etape.beneficiaire == "majeur":
        qui = "Vous effectuez la demande pour vous-même en tant que personne majeure ou mineure émancipée."
    else:
        sujet = "Vous effectuez la demande" if usager else "La demande est effectuée"
        qui = f"{sujet} {BENEFICIAIRES[etape.beneficiaire]}."
    phrases = [qui]
    if MOTIFS[etape.motif].premier:
        phrases.append(PREMIER if etape.premier_permis else AJOUT)
    visite = "est" if etape.visite_medicale else "n'est pas"
    phrases.append(f"La visite médicale {visite} nécessaire.")
    if etape.mandat_papier:
        phrases.append("L'auto-école détient le mandat papier signé : la demande n'est pas validée par le candidat.")
    return tuple(phrases)


def _representant(representant: Representant) -> Bloc:
    return Bloc(
        "Représentant légal",
        (
            LigneRecapitulatif("Qualité", QUALITES.get(representant.qualite, representant.qualite)),
            LigneRecapitulatif("Nom", representant.nom),
            LigneRecapitulatif("Prénom(s)", ", ".join(representant.prenoms)),
            LigneRecapitulatif("Sexe", "Femme" if representant.sexe == "F" else "Homme"),
        ),
    )


def _etat_civil(etat_civil: EtatCivil, territoire: Territoire) -> Bloc:
    naissance = etat_civil.commune_naissance
    if etat_civil.departement_naissance:
        naissance += f" ({etat_civil.departement_naissance})"
    lignes = [
        LigneRecapitulatif("Nom de naissance", etat_civil.nom_naissance),
        LigneRecapitulatif("Nom d'usage", etat_civil.nom_usage or "Aucun"),
        LigneRecapitulatif("Sexe", "Femme" if etat_civil.sexe == "F" else "Homme"),
        LigneRecapitulatif("Prénom(s)", ", ".join(etat_civil.prenoms)),
        LigneRecapitulatif("Date de naissance", f"{etat_civil.date_naissance:%d/%m/%Y}"),
        LigneRecapitulatif("Pays de naissance", _pays(etat_civil.pays_naissance, territoire)),
        LigneRecapitulatif("Commune de naissance", naissance),
        LigneRecapitulatif("Nationalité", _pays(etat_civil.nationalite, territoire)),
    ]
    return Bloc("État civil de la personne concernée par le titre", tuple(lignes))


def _adresse(adresse: AdresseContact) -> Bloc:
    postale = adresse.adresse()
    return Bloc(
        "Adresse de la personne concernée par le titre",
        (
            LigneRecapitulatif("Adresse", ", ".join(postale.lignes)),
            LigneRecapitulatif("Code postal", postale.code_postal),
            LigneRecapitulatif("Commune", postale.commune),
            LigneRecapitulatif("Préfecture de rattachement", adresse.prefecture.nom),
        ),
    )


def _coordonnees(contact: AdresseContact, role: Role) -> Bloc:
    usager = role is Role.USAGER
    accepte, n_accepte = ("acceptez", "n'acceptez pas") if usager else ("accepte", "n'accepte pas")
    consentement = REUTILISATION.format(
        personne="Vous" if usager else "La personne concernée par le titre",
        accord=accepte if contact.reutilisation_donnees else n_accepte,
        possessif="vos" if usager else "ses",
    )
    return Bloc(
        "Coordonnées où l'on peut vous joindre",
        (
            LigneRecapitulatif("Adresse mél", contact.email),
            LigneRecapitulatif("Téléphone portable", contact.telephone or "Aucun"),
        ),
        (consentement,),
    )


def _pieces(demande: Demande) -> list[Bloc]:
    """« Pièce d'identité (1 page / 2 pages maximum) », then one entry for each page (seed 001)."""
    trouves = []
    for type_piece, regle in PIECES.items():
        fichiers = [piece for piece in demande.pieces if piece.type is type_piece]
        if fichiers:
            total = sum(piece.fichier.pages for piece in fichiers)
            titre = f"{type_piece.libelle} ({total} page{'s' * (total > 1)} / {_maximum(regle.pages_max)} maximum)"
            noms = [nom for piece in fichiers for nom in noms_des_pages(piece.nom_fichier, piece.fichier.pages)]
            trouves.append(Bloc(titre, phrases=tuple(noms)))
    return trouves


def noms_des_pages(nom_fichier: str, pages: int) -> list[str]:
    """« cni.pdf » of two pages → « cni_P1 », « cni_P2 » (seeds 001, 004)."""
    return [f"{PurePath(nom_fichier).stem}_P{page}" for page in range(1, pages + 1)]


def _maintenues(demande: Demande) -> list[Bloc]:
    """What the filer keeps although the machine refuses it: who signs knows that an agent will decide."""
    lignes = [
        LigneRecapitulatif(f"{piece.type.libelle}, {piece.nom_fichier}", piece.maintien.raison)
        for piece in demande.pieces
        if piece.maintien is not None
    ]
    return [Bloc("Pièces maintenues, qu'un agent examinera", tuple(lignes))] if lignes else []


def _absentes(demande: Demande) -> list[Bloc]:
    """What the filer says he cannot provide, and why: the instructor decides."""
    if not demande.pieces_absentes:
        return []
    lignes = [
        LigneRecapitulatif(libelle(Piece, absente.type_piece), absente.raison) for absente in demande.pieces_absentes
    ]
    return [Bloc("Pièces qui ne peuvent pas être fournies", tuple(lignes))]


def _maximum(pages: int) -> str:
    return f"{pages} page{'s' * (pages > 1)}"


def _pays(code: str, territoire: Territoire) -> str:
    return territoire.pays(code) or code
