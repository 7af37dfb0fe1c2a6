"""The verdict on each piece of a demande, once what was read on it is held against what was entered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from contracts.events.ctn import ChampLu, EcartLu, LectureDePiece, PieceControleeV1, PiecesLuesV1
from contracts.events.parts import CauseRejet
from contracts.vocabulary.pieces import Piece
from ctn_verification.domain.lecture.comparaison import Comparaison, comparer, lues
from ctn_verification.domain.lecture.saisie import Saisie
from ctn_verification.domain.regles.lecture import IDENTITES, Critere, RegleLecture, regle_de
from ctn_verification.domain.verdict import Controle, Verdict, pire, zone_de


class Vue(NamedTuple):
    """A piece, and what the engine said of its image alone; `type` is None where it was not kept."""

    type: str | None
    verdict: Verdict


def confronter(vues: Mapping[UUID, Vue], saisie: Saisie, le: date) -> dict[UUID, Verdict]:
    """By piece: the image's verdict and what was read, whichever is worse.

    Both faces of a card may be files of their own: a zone that one of them shows is not missing on the other.
    """
    lectures = {id: comparaisons(vue, saisie, le) for id, vue in vues.items()}
    types_lus = {vue.type for id, vue in vues.items() if lues(lectures[id])}
    heberge = any(vue.type == Piece.HEBERGEMENT for vue in vues.values())
    return {
        id: _conclure(vue, lectures[id], lu_ailleurs=vue.type in types_lus, heberge=heberge) for id, vue in vues.items()
    }


def nouveaux_controles(
    saisie_avant: Saisie,
    avant: Mapping[UUID, Vue],
    saisie: Saisie,
    vues: Mapping[UUID, Vue],
    now: datetime,
) -> list[PieceControleeV1]:
    """What is to be said of each piece of which something else was said before, or nothing yet."""
    dits = confronter(avant, saisie_avant, now.date())
    return [
        PieceControleeV1(
            piece=id,
            controle=verdict.controle,
            causes=_de(id, vues[id].type, verdict),
            moteur=verdict.moteur,
            controlee_le=now,
        )
        for id, verdict in confronter(vues, saisie, now.date()).items()
        if id not in dits or (dits[id].controle, dits[id].causes) != (verdict.controle, verdict.causes)
    ]


def _de(piece: UUID, type_piece: str | None, verdict: Verdict) -> tuple[CauseRejet, ...]:
    return tuple(cause.model_copy(update={"piece": piece, "type_piece": type_piece}) for cause in verdict.causes)


def comparaisons(vue: Vue, saisie: Saisie, le: date) -> list[Comparaison]:
    """Each thing that was read on the piece beside what was entered, page by page."""
    if vue.type is None:
        return []
    trouvees = [
        comparer(lecture, page, vue.type, saisie, le)
        for page, releve in enumerate(vue.verdict.releves, 1)
        for lecture in releve.lectures
    ]
    return [trouvee for trouvee in trouvees if trouvee is not None]


def pieces_lues(
    vues: Mapping[UUID, Vue], pieces: Iterable[UUID], saisie: Saisie, tour: int, now: datetime
) -> PiecesLuesV1:
    """Of the pieces of this round all that was read, for whoever instructs."""
    return PiecesLuesV1(
        tour=tour,
        lectures=tuple(
            _dite(piece, vues[piece].type or "", lue)
            for piece in pieces
            if piece in vues
            for lue in comparaisons(vues[piece], saisie, now.date())
        ),
        lues_le=now,
    )


def _dite(piece: UUID, type_piece: str, lue: Comparaison) -> LectureDePiece:
    return LectureDePiece(
        piece=piece,
        page=lue.page,
        genre=lue.genre.value,
        format=lue.format,
        fiable=lue.fiable,
        sceau=lue.sceau,
        expire_le=lue.expire_le,
        ecarts=tuple(
            EcartLu(code=critere.value, libelle=regle.libelle)
            for critere in lue.criteres
            if (regle := regle_de(critere, type_piece)) is not None
        ),
        champs=tuple(ChampLu(champ=vu.champ, lu=vu.lu, saisi=vu.saisi, egal=vu.egal) for vu in lue.champs),
    )


def _conclure(vue: Vue, lectures: list[Comparaison], *, lu_ailleurs: bool, heberge: bool) -> Verdict:
    """Of an image that is refused, or that the engine could not open, its own causes are enough."""
    if vue.type is None or vue.verdict.controle is Controle.NON_CONFORME or not vue.verdict.releves:
        return vue.verdict
    trouves = list(_criteres(vue.type, lectures, lu_ailleurs=lu_ailleurs, heberge=heberge))
    regles = [(regle, lecture) for critere, lecture in trouves if (regle := regle_de(critere, vue.type)) is not None]
    controle = pire([vue.verdict.controle, *(_controle(regle) for regle, _ in regles)])
    causes = tuple(_cause(regle, lecture, vue) for regle, lecture in regles)
    return replace(vue.verdict, controle=controle, causes=(*vue.verdict.causes, *causes))


def _criteres(
    type_piece: str, lectures: list[Comparaison], *, lu_ailleurs: bool, heberge: bool
) -> Iterator[tuple[Critere, Comparaison | None]]:
    if not lectures and type_piece in IDENTITES and not lu_ailleurs:
        yield Critere.ZONE_INTROUVABLE, None
    dits: set[Critere] = set()
    for lecture in lectures:
        for critere in lecture.criteres:
            if critere in dits or (critere is Critere.TITULAIRE and heberge):
                continue
            if critere is Critere.CHIFFRES_FAUX and lu_ailleurs:
                continue  # a second try, or the same zone in the code beside it
            dits.add(critere)
            yield critere, lecture


def _controle(regle: RegleLecture) -> Controle:
    return Controle.NON_CONFORME if regle.refuse else Controle.A_VERIFIER


def _cause(regle: RegleLecture, lecture: Comparaison | None, vue: Vue) -> CauseRejet:
    """In words that name nobody: causes travel further than papers."""
    page = "" if lecture is None or len(vue.verdict.releves) < 2 else f"Page {lecture.page} : "
    cadres = () if lecture is None else vue.verdict.releves[lecture.page - 1].lectures
    return CauseRejet(
        code=regle.cause,
        cause=f"{page}{regle.libelle}.",
        remede=regle.remede,
        zones=tuple(
            zone_de(lu.cadre, lecture.page)
            for lu in cadres
            if lecture is not None and lu.genre is lecture.genre and lu.cadre is not None
        ),
    )
