"""The demande as it was validated, block by block in the order of step 6 (seeds 001, 004; domain.md §6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from contracts.events.parts import Dossier, DossierSansPhoto, PieceJointe, Representant, Saisie
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.mot import libelle
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from documents_pdf.domain.formulation import en_toutes_lettres, enumere, lisible, telephone, typographie
from documents_pdf.domain.pays import nom_du_pays

SEXES: Mapping[str, str] = {"F": "Femme", "M": "Homme"}
QUALITES: Mapping[str, str] = {"pere": "Père", "mere": "Mère", "tuteur": "Tuteur ou tutrice", "autre": "Autre"}
DEMANDENT_LE_PREMIER = frozenset({Motif.INSCRIPTION, Motif.TITRE_EXAMEN})
"""The motifs that ask whether it is a first licence."""
PREMIER = "Il s’agit d’un premier permis de conduire."
AJOUT = "Il s’agit de l’ajout d’une nouvelle catégorie à un permis existant."
VISITE = "La visite médicale est nécessaire."
PAS_DE_VISITE = "La visite médicale n’est pas nécessaire."
ATTESTATION = (
    "Je soussigné(e), le (la) déclarant(e), atteste sur l'honneur que les renseignements de la présente demande sont "
    "exacts et ne pas faire l'objet d'une suspension du permis de conduire en cours d'exécution ou d'une interdiction "
    "judiciaire de solliciter la délivrance du permis de conduire."
)
"""Word for word (seed 001)."""
MANDAT = "L'auto-école détient le mandat papier signé : elle a validé la demande pour le candidat."


@dataclass(frozen=True)
class Ligne:
    libelle: str
    valeur: str


@dataclass(frozen=True)
class Bloc:
    titre: str
    phrases: tuple[str, ...] = ()
    lignes: tuple[Ligne, ...] = ()


def blocs(dossier: DossierSansPhoto) -> tuple[Bloc, ...]:
    """Each as it was read back before the honour statement was ticked; what was not asked has no line."""
    trouves = [
        _motif(dossier),
        _etat_civil(dossier),
        *([_representant(dossier.representant)] if dossier.representant else []),
        _adresse(dossier),
        _coordonnees(dossier),
        _photo(dossier),
        _pieces(dossier.pieces),
        *([_absentes(dossier)] if dossier.pieces_absentes else []),
        Bloc("Attestation sur l’honneur", (typographie(ATTESTATION),)),
    ]
    return tuple(trouves)


def _motif(dossier: DossierSansPhoto) -> Bloc:
    saisie, categories = dossier.saisie, dossier.categories or (dossier.categorie,)
    lignes = [("Motif", typographie(libelle(Motif, dossier.motif)))]
    lignes += [("Catégorie de permis demandée", _categorie(code)) for code in categories]
    if saisie is not None:
        lignes += _saisie(saisie)
    lignes += [(typographie(reponse.libelle), lisible(reponse.valeur)) for reponse in dossier.precisions]
    lignes += [
        ("Numéro NEPH", lisible(dossier.neph or "")),
        ("Numéro du permis", lisible(dossier.numero_permis or "")),
        ("Date de l’examen", en_toutes_lettres(dossier.examen_le) if dossier.examen_le else ""),
    ]
    if saisie is not None:
        lignes += [(typographie(declaree.libelle), lisible(declaree.valeur)) for declaree in saisie.declarations]
    return Bloc("Motif de la demande du titre", tuple(_phrases(dossier)), _lignes(lignes))


def _saisie(saisie: Saisie) -> list[tuple[str, str]]:
    return [
        ("Catégories détenues", enumere(saisie.categories_detenues)),
        ("Formation complémentaire", typographie(saisie.formation_complementaire)),
    ]


def _phrases(dossier: DossierSansPhoto) -> Iterable[str]:
    saisie = dossier.saisie
    if saisie is not None:
        yield typographie(f"La demande est effectuée {saisie.beneficiaire}.")
    if dossier.motif in DEMANDENT_LE_PREMIER:
        yield PREMIER if dossier.premier_permis else AJOUT
    if saisie is not None:
        yield VISITE if saisie.visite_medicale else PAS_DE_VISITE
    if dossier.mandat_papier:
        yield typographie(MANDAT)


def _etat_civil(dossier: DossierSansPhoto) -> Bloc:
    personne = dossier.etat_civil
    departement = f" ({lisible(personne.departement_naissance)})" if personne.departement_naissance else ""
    return Bloc(
        "État civil de la personne concernée par le titre",
        lignes=_lignes(
            [
                ("Nom de naissance", lisible(personne.nom_naissance)),
                ("Nom d’usage", lisible(personne.nom_usage or "") or "Aucun"),
                ("Sexe", SEXES.get(personne.sexe, lisible(personne.sexe))),
                ("Prénom(s)", enumere(personne.prenoms)),
                ("Date de naissance", en_toutes_lettres(personne.date_naissance)),
                ("Pays de naissance", nom_du_pays(personne.pays_naissance)),
                ("Commune de naissance", f"{lisible(personne.commune_naissance)}{departement}"),
                ("Nationalité", nom_du_pays(dossier.nationalite) if dossier.nationalite else ""),
            ]
        ),
    )


def _representant(representant: Representant) -> Bloc:
    return Bloc(
        "Représentant légal",
        lignes=_lignes(
            [
                ("Qualité", QUALITES.get(representant.qualite, lisible(representant.qualite))),
                ("Nom", lisible(representant.nom)),
                ("Prénom(s)", enumere(representant.prenoms)),
            ]
        ),
    )


def _adresse(dossier: DossierSansPhoto) -> Bloc:
    return Bloc(
        "Adresse de la personne concernée par le titre",
        lignes=_lignes(
            [
                ("Adresse", enumere(dossier.adresse.lignes)),
                ("Code postal", lisible(dossier.adresse.code_postal)),
                ("Commune", lisible(dossier.adresse.commune)),
                ("Préfecture de rattachement", lisible(dossier.prefecture.nom)),
            ]
        ),
    )


def _coordonnees(dossier: DossierSansPhoto) -> Bloc:
    accord = "" if dossier.saisie is None else "accepte" if dossier.saisie.reutilisation_donnees else "n'accepte pas"
    consentement = (
        f"La personne concernée par le titre {accord} que ses données personnelles soient réutilisées à des fins "
        "d'information (elles ne seront ni vendues ni cédées à des organismes à but lucratif)."
    )
    return Bloc(
        "Coordonnées où l’on peut vous joindre",
        (typographie(consentement),) if accord else (),
        _lignes(
            [
                ("Adresse mél", lisible(dossier.contact.email)),
                ("Téléphone portable", telephone(dossier.contact.telephone or "") or "Aucun"),
            ]
        ),
    )


def _photo(dossier: DossierSansPhoto) -> Bloc:
    numerique = isinstance(dossier, Dossier)
    phrase = "Photo et signature numériques." if numerique else "Sur papier, par le formulaire à envoyer au CTN."
    return Bloc("Photo et signature", (phrase,))


def _pieces(pieces: Iterable[PieceJointe]) -> Bloc:
    """« Pièce d'identité (2 pages) », and the files as their owner named them."""
    rangees = sorted(pieces, key=lambda piece: _rang(piece.type))
    lignes = []
    for type_piece, groupe in groupby(rangees, key=lambda piece: piece.type):
        fichiers = list(groupe)
        total = sum(piece.fichier.pages for piece in fichiers)
        pages = f"{total} page{'s' * (total > 1)}"
        noms = enumere(piece.nom_fichier or "" for piece in fichiers)
        lignes.append((typographie(libelle(Piece, type_piece)), f"{pages} – {noms}" if noms else pages))
    return Bloc("Pièces justificatives", lignes=_lignes(lignes))


def _absentes(dossier: DossierSansPhoto) -> Bloc:
    lignes = [(typographie(libelle(Piece, a.type_piece)), lisible(a.raison)) for a in dossier.pieces_absentes]
    return Bloc("Pièces qui ne peuvent pas être fournies", lignes=_lignes(lignes))


def _lignes(paires: Iterable[tuple[str, str]]) -> tuple[Ligne, ...]:
    return tuple(Ligne(intitule, valeur) for intitule, valeur in paires if valeur)


def _categorie(code: str) -> str:
    return f"{lisible(code)} – {typographie(libelle(Categorie, code))}"


def _rang(type_piece: str) -> tuple[int, str]:
    connues = [piece.value for piece in Piece]
    return (connues.index(type_piece) if type_piece in connues else len(connues), type_piece)
