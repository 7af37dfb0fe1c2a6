"""Words without accents or case: what is searched and what is searched in are folded alike."""

from demandes.domain.demande import Demande
from demandes.referentiel.registre import folded


def mots_de(demande: Demande) -> str:
    """What a demande can be found by: names and numbers."""
    mots = [str(demande.pre_numero), demande.numero or ""]
    if (etat_civil := demande.etat_civil) is not None:
        mots += [etat_civil.nom_naissance, etat_civil.nom_usage or "", *etat_civil.prenoms]
    return folded(" ".join(mots))


def mots_cherches(q: str) -> list[str]:
    """Each of them must be found; signs that are no letters and no digits are nothing to look for."""
    return folded(q).split()
