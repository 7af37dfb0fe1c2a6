"""What a paper says beside what was entered: field by field, and what is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.deux_d_doc import Code, Illisible, lire
from contracts.events.parts import EtatCivil
from contracts.vocabulary.pieces import Piece
from ctn_verification.domain.lecture.deux_d_doc import comparer_justificatif, identite_du_code
from ctn_verification.domain.lecture.gabarits import Format
from ctn_verification.domain.lecture.mrz import relire
from ctn_verification.domain.lecture.noms import ecart_de_nom, meme_nom, memes_prenoms
from ctn_verification.domain.lecture.saisie import Saisie
from ctn_verification.domain.lecture.titre import Titre, annees_apres, titre_de
from ctn_verification.domain.regles.lecture import ANNEES_DE_TOLERANCE, LECTURES, Critere
from ctn_verification.domain.releve import Genre, Lecture, Sceau

PROCHE = 2  # letters: a name that differs by no more may have been read wrong

SCEAUX = {
    Sceau.INCONNU: Critere.SCEAU_INCONNU,
    Sceau.PERIME: Critere.SCEAU_PERIME,
    Sceau.FAUX: Critere.SCEAU_FAUX,
    Sceau.ILLISIBLE: Critere.CODE_ILLISIBLE,
}


@dataclass(frozen=True)
class ChampLu:
    """`egal` is None where there is nothing to compare with."""

    champ: str
    lu: str = field(repr=False)
    saisi: str | None = field(repr=False)
    egal: bool | None


@dataclass(frozen=True)
class Comparaison:
    """Of one thing that was read: what it is, whether it can be trusted, its fields, what is wrong."""

    genre: Genre
    page: int
    format: str
    fiable: bool  # the check digits are right; the signature is genuine
    expire_le: date | None
    sceau: Sceau | None
    champs: tuple[ChampLu, ...]
    criteres: tuple[Critere, ...]


def comparer(lecture: Lecture, page: int, type_piece: str, saisie: Saisie, le: date) -> Comparaison | None:
    """None for what this kind of paper is not asked for, or what is no zone and no 2D-Doc after all."""
    if lecture.genre not in LECTURES.get(type_piece, frozenset()):
        return None
    compare: Callable[[Lecture, int, str, Saisie, date], Comparaison | None]
    compare = _comparer_mrz if lecture.genre is Genre.MRZ else _comparer_code
    return compare(lecture, page, type_piece, saisie, le)


def _comparer_mrz(lecture: Lecture, page: int, type_piece: str, saisie: Saisie, le: date) -> Comparaison | None:
    mrz = relire(lecture.texte)
    if mrz is None:
        return None
    titre = titre_de(mrz, le)
    criteres, champs = [] if mrz.juste else [Critere.CHIFFRES_FAUX], _champs(titre, type_piece, saisie, le)
    if mrz.juste:
        criteres += _du_titulaire(titre, type_piece, saisie)
        if titre.expire_le is not None and type_piece != Piece.PERMIS and le > _dernier_jour(titre):
            criteres.append(Critere.PERIMEE)
    return Comparaison(
        Genre.MRZ, page, titre.format.value, mrz.juste, titre.expire_le, None, tuple(champs), tuple(criteres)
    )


def _dernier_jour(titre: Titre) -> date:
    assert titre.expire_le is not None
    annees = ANNEES_DE_TOLERANCE.get((titre.genre, titre.etat)) or ANNEES_DE_TOLERANCE.get(
        (titre.genre[:1], titre.etat), 0
    )
    return annees_apres(titre.expire_le, annees)


def _champs(titre: Titre, type_piece: str, saisie: Saisie, le: date) -> Iterator[ChampLu]:
    personne = saisie.etat_civil if type_piece in (Piece.IDENTITE, Piece.SEJOUR, Piece.PERMIS) else None
    nom = personne.nom_naissance if personne else None
    egal = None if nom is None else meme_nom(titre.nom, nom, coupe=titre.nom_coupe)
    yield ChampLu("nom", titre.nom.replace("<", " "), nom, egal)
    if titre.format is Format.PERMIS:
        return
    prenoms = personne.prenoms if personne else None
    egaux = None if prenoms is None else memes_prenoms(titre.prenoms, prenoms, coupes=titre.prenoms_coupes)
    yield ChampLu("prenoms", " ".join(titre.prenoms), " ".join(prenoms) if prenoms else None, egaux)
    ne_le = titre.ne_le(le)
    naissance = personne.date_naissance if personne else None
    meme = None if naissance is None else _meme_naissance(titre, naissance)
    lue = ne_le.isoformat() if ne_le else titre.naissance
    yield ChampLu("date_naissance", lue, naissance.isoformat() if naissance else None, meme)
    sexe = personne.sexe if personne else None
    comparable = sexe is not None and titre.sexe in ("F", "M")
    yield ChampLu("sexe", titre.sexe, sexe, titre.sexe == sexe if comparable else None)


def _meme_naissance(titre: Titre, saisie: date) -> bool:
    """As far as the zone knows it: a day or a month may be missing."""
    return f"{saisie:%y%m%d}".startswith(titre.naissance.partition("<")[0])


def _du_titulaire(titre: Titre, type_piece: str, saisie: Saisie) -> Iterator[Critere]:
    personne = saisie.etat_civil
    if personne is None or type_piece not in (Piece.IDENTITE, Piece.SEJOUR, Piece.PERMIS):
        return
    yield from _du_nom(titre, personne)
    if titre.format is Format.PERMIS:
        return
    yield from _des_prenoms(titre, personne.prenoms)
    if not _meme_naissance(titre, personne.date_naissance):
        yield Critere.NAISSANCE
    if titre.sexe in ("F", "M") and titre.sexe != personne.sexe:
        yield Critere.SEXE


def _du_nom(titre: Titre, personne: EtatCivil) -> Iterator[Critere]:
    if meme_nom(titre.nom, personne.nom_naissance, coupe=titre.nom_coupe):
        return
    if personne.nom_usage and meme_nom(titre.nom, personne.nom_usage, coupe=titre.nom_coupe):
        yield Critere.NOM_D_USAGE
        return
    ecart = ecart_de_nom(titre.nom, personne.nom_naissance, coupe=titre.nom_coupe)
    yield Critere.NOM_PROCHE if ecart <= PROCHE else Critere.NOM


def _des_prenoms(titre: Titre, saisis: Sequence[str]) -> Iterator[Critere]:
    lus = titre.prenoms
    if memes_prenoms(lus, saisis, coupes=titre.prenoms_coupes):
        return
    ecart = ecart_de_nom("".join(lus), "".join(saisis), coupe=titre.prenoms_coupes)
    if ecart <= PROCHE:
        yield Critere.PRENOMS_PROCHES
    elif any(memes_prenoms(lus[:nombre], saisis, coupes=False) for nombre in range(1, len(lus))):
        yield Critere.PRENOMS_MANQUANTS
    else:
        yield Critere.PRENOMS


def _comparer_code(lecture: Lecture, page: int, type_piece: str, saisie: Saisie, le: date) -> Comparaison | None:
    code = _code(lecture.texte)
    sceau = lecture.sceau if code is not None and lecture.sceau is not None else Sceau.ILLISIBLE
    fiable = sceau is Sceau.VERIFIE
    criteres: list[Critere] = [] if fiable else [SCEAUX[sceau]]
    if code is None or sceau is Sceau.ILLISIBLE:
        return Comparaison(Genre.DEUX_D_DOC, page, "", False, None, sceau, (), tuple(criteres))
    if type_piece == Piece.DOMICILE:
        jugee = comparer_justificatif(code, saisie, le)
        if fiable:
            criteres += jugee.criteres
        champs = tuple(ChampLu(*vu) for vu in jugee.champs)
        return Comparaison(Genre.DEUX_D_DOC, page, jugee.type, fiable, None, sceau, champs, tuple(criteres))
    titre = identite_du_code(code, le)
    if titre is None:
        return None
    if fiable:
        criteres += _du_titulaire(titre, type_piece, saisie)
    champs = tuple(_champs(titre, type_piece, saisie, le))
    return Comparaison(Genre.DEUX_D_DOC, page, "identite", fiable, None, sceau, champs, tuple(criteres))


def _code(texte: str) -> Code | None:
    try:
        return lire(texte)
    except Illisible:
        return None


def lues(comparaisons: Iterable[Comparaison]) -> bool:
    """Whether one of them can be trusted."""
    return any(comparaison.fiable for comparaison in comparaisons)
