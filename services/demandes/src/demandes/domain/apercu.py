"""What the answers given so far lead to, before any is saved: pieces that will be asked for, and what cannot be.

Whatever is not answered yet may still be answered in several ways: a piece that all of them ask for is certain, one
that only some ask for is possible, under its condition.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import NamedTuple

from contracts.errors import FieldError
from contracts.vocabulary.categories import Categorie
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from demandes.domain.categories import trop_jeune
from demandes.domain.champs import CHAMPS
from demandes.domain.conditions import FACULTATIVE, Condition
from demandes.domain.demande import Demande
from demandes.domain.manques import demandees
from demandes.domain.motif import (
    BENEFICIAIRES,
    FORMATIONS,
    Declarations,
    EtapeMotif,
    MotifSaisi,
    coherence,
    lire_visite_medicale,
)
from demandes.domain.pieces import conditions
from demandes.domain.releve import Releve
from demandes.domain.situation import Situation
from demandes.domain.taxe import DEPARTEMENTS_TAXES, departement_de

AGES_POSSIBLES = (15, 17, 20, 24, 40)  # between them lies every age that a condition names
NATIONALITES_POSSIBLES = ("FR", "DE", "DZ")  # French, of the Union, neither
AILLEURS = "92"  # a département without the taxe


class PiecePrevue(NamedTuple):
    """`certaine` whatever is answered next; otherwise only on its condition."""

    type: Piece
    condition: str
    certaine: bool


@dataclass(frozen=True)
class Personne:
    """What is known of whom the licence is for: nothing, some of it, or all."""

    naissance: date | None = None
    nationalite: str | None = None
    commune: str | None = None


@dataclass(frozen=True)
class Apercu:
    pieces: Sequence[PiecePrevue]
    remarques: Sequence[FieldError] = field(default=())


def apercu(demande: Demande, saisi: MotifSaisi | None, typee: Personne, le: date) -> Apercu:
    """Over what is saved stands what is typed; the rest is open."""
    premiers, etape = _etape(demande, saisi)
    personne = _personne(demande, typee)
    cas = list(_cas(etape, premiers, personne, {piece.type for piece in demande.pieces}, le))
    pieces = [
        PiecePrevue(piece, condition.libelle, certaine)
        for piece, condition in conditions(etape.motif)
        if (certaine := _certaine(condition, cas)) is not None
    ]
    return Apercu(pieces, tuple(_remarques(etape, saisi, personne, le)))


def _certaine(condition: Condition, cas: Sequence[Situation]) -> bool | None:
    """None when no case asks for it, or only whoever likes."""
    if condition is FACULTATIVE:
        return None
    vraies = [condition.vraie(situation) for situation in cas]
    return all(vraies) if any(vraies) else None


def _etape(demande: Demande, saisi: MotifSaisi | None) -> tuple[Sequence[bool], EtapeMotif]:
    """Step 1 as far as it can be read, and what « premier permis » may be."""
    if saisi is None:
        if demande.etape_motif is not None:
            return [demande.etape_motif.premier_permis], demande.etape_motif
        saisi = MotifSaisi(motif=demande.motif)
    motif = next((motif for motif in Motif if motif == saisi.motif), demande.motif)
    etape = EtapeMotif(
        motif=motif,
        premier_permis=bool(saisi.premier_permis),
        categories=_connues(saisi.categories),
        detenues=_connues(saisi.categories_detenues),
        visite_medicale=bool(saisi.visite_medicale),
        formation_complementaire=_parmi(saisi.formation_complementaire, FORMATIONS, "aucune"),
        beneficiaire=_parmi(saisi.beneficiaire, BENEFICIAIRES, "majeur"),
        precisions=_lisibles(saisi.precisions),
        declarations=Declarations(**{nom: bool(reponse) for nom, reponse in vars(saisi.declarations).items()}),
    )
    return ([False, True] if saisi.premier_permis is None else [saisi.premier_permis]), etape


def _connues(saisies: Collection[str]) -> tuple[Categorie, ...]:
    return tuple(categorie for categorie in Categorie if categorie in saisies)


def _parmi(saisi: str, admis: Collection[str], sinon: str) -> str:
    return saisi if saisi in admis else sinon


def _lisibles(precisions: Mapping[str, str]) -> Mapping[str, str]:
    """A number that is none yet counts as not answered."""
    return {
        code: valeur
        for code, valeur in precisions.items()
        if (champ := CHAMPS.get(code)) and (champ.genre != "nombre" or (valeur.isdecimal() and len(valeur) <= 4))
    }


def _personne(demande: Demande, typee: Personne) -> Personne:
    etat_civil, adresse = demande.etat_civil, demande.adresse_contact
    return Personne(
        naissance=typee.naissance or (etat_civil.date_naissance if etat_civil else None),
        nationalite=typee.nationalite or (etat_civil.nationalite if etat_civil else None),
        commune=typee.commune or (adresse.commune if adresse else None),
    )


def _cas(
    etape: EtapeMotif, premiers: Sequence[bool], personne: Personne, jointes: set[Piece], le: date
) -> Iterator[Situation]:
    """Every case that the open answers leave."""
    naissances = [personne.naissance] if personne.naissance else [date(le.year - ans, 1, 1) for ans in AGES_POSSIBLES]
    nationalites = [personne.nationalite] if personne.nationalite else NATIONALITES_POSSIBLES
    departements = [departement_de(personne.commune)] if personne.commune else [AILLEURS, *sorted(DEPARTEMENTS_TAXES)]
    for premier, naissance, nationalite, departement in product(premiers, naissances, nationalites, departements):
        yield Situation(
            motif=etape.motif,
            categories=frozenset(etape.categories),
            premier_permis=premier,
            beneficiaire=etape.beneficiaire,
            visite_medicale=etape.visite_medicale,
            affection=etape.declarations is not None and etape.declarations.affection,
            pension_invalidite=etape.declarations is not None and etape.declarations.pension_invalidite,
            vehicule_amenage=etape.declarations is not None and etape.declarations.vehicule_amenage,
            formation_complementaire=etape.formation_complementaire,
            nationalite=nationalite,
            naissance=naissance,
            le=le,
            departement=departement,
            precisions=etape.precisions,
            jointes=frozenset(jointes),
        )


def _remarques(etape: EtapeMotif, saisi: MotifSaisi | None, personne: Personne, le: date) -> Iterator[FieldError]:
    """What the answers make impossible; that others are still missing is no fault yet."""
    if saisi is not None and etape.categories:
        releve = Releve()
        if saisi.visite_medicale is not None:
            lire_visite_medicale(releve, saisi.visite_medicale, etape.categories)
        coherence(releve, replace(etape, neph=saisi.neph or "0"), le)
        yield from releve.fautes
    if personne.naissance is not None:
        for faute in trop_jeune(demandees(etape), personne.naissance, le):
            yield FieldError("/date_naissance", faute)
