"""The demande as it was validated, as others receive it: those who check, instruct, print and make the card."""

from collections.abc import Iterable

from contracts.events.parts import Dossier, PieceJointe
from demandes.domain.demande import Demande, PieceDeposee


def pieces_jointes(pieces: Iterable[PieceDeposee]) -> tuple[PieceJointe, ...]:
    return tuple(PieceJointe(id=p.id, type=p.type, fichier=p.fichier, controle=p.controle) for p in pieces)


def dossier(demande: Demande) -> Dossier:
    """The demande as it was validated, for those who check, instruct and print; only a validated one has a dossier."""
    etape, etat_civil, adresse = demande.etape_motif, demande.etat_civil, demande.adresse_contact
    assert etape is not None
    assert etat_civil is not None
    assert adresse is not None
    assert demande.contact is not None
    assert demande.ephoto is not None
    assert demande.numero is not None
    assert demande.validee_le is not None
    return Dossier(
        numero=demande.numero,
        motif=demande.motif,
        categorie=etape.categorie,
        premier_permis=etape.premier_permis,
        prefecture=adresse.prefecture,
        candidat=demande.candidat,
        auto_ecole=demande.auto_ecole,
        etat_civil=etat_civil.part(),
        adresse=adresse.adresse(),
        contact=demande.contact,
        pieces=pieces_jointes(demande.pieces),
        ephoto=demande.ephoto,
        validee_le=demande.validee_le,
        categories=tuple(etape.categories),
        precisions=etape.reponses(),
        neph=etape.neph,
        numero_permis=etape.numero_permis,
        examen_le=etape.examen_le,
        nationalite=etat_civil.nationalite,
        representant=demande.representant,
        pieces_absentes=demande.pieces_absentes,
        mandat_papier=etape.mandat_papier,
    )
