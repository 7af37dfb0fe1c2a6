"""The demande as it was validated, as others receive it: those who check, instruct, print and make the card."""

from collections.abc import Iterable

from contracts.events.parts import Dossier, DossierSansPhoto, PieceJointe, Saisie
from demandes.domain.demande import Demande, PieceDeposee
from demandes.domain.motif import BENEFICIAIRES, FORMATIONS


def pieces_jointes(pieces: Iterable[PieceDeposee]) -> tuple[PieceJointe, ...]:
    return tuple(
        PieceJointe(
            id=p.id,
            type=p.type,
            fichier=p.fichier,
            controle=p.controle,
            nom_fichier=p.nom_fichier,
            maintenue=p.maintien is not None,
            raison=None if p.maintien is None else p.maintien.raison,
        )
        for p in pieces
    )


def dossier(demande: Demande) -> Dossier:
    """For those who check, instruct and print; only one whose photo and signature are there has a dossier."""
    assert demande.ephoto is not None
    return Dossier(**vars(dossier_sans_photo(demande)), ephoto=demande.ephoto)


def dossier_sans_photo(demande: Demande) -> DossierSansPhoto:
    """The same while photo and signature are on paper still; only a validated one has it."""
    etape, etat_civil, adresse = demande.etape_motif, demande.etat_civil, demande.adresse_contact
    assert etape is not None
    assert etat_civil is not None
    assert adresse is not None
    assert demande.contact is not None
    assert demande.numero is not None
    assert demande.validee_le is not None
    return DossierSansPhoto(
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
        saisie=Saisie(
            beneficiaire=BENEFICIAIRES[etape.beneficiaire],
            visite_medicale=etape.visite_medicale,
            formation_complementaire=FORMATIONS[etape.formation_complementaire],
            categories_detenues=tuple(etape.detenues),
            declarations=etape.declarees(),
            reutilisation_donnees=adresse.reutilisation_donnees,
        ),
    )
