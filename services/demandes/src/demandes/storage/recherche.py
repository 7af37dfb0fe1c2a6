"""Words without accents or case: what is searched and what is searched in are folded alike."""

import unicodedata

from demandes.domain.demande import Demande


def fold(texte: str) -> str:
    """« Hélène O'Brien » → « helene o'brien »."""
    decomposed = unicodedata.normalize("NFKD", texte.casefold().replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def mots_de(demande: Demande) -> str:
    """What a demande can be found by: names and numbers."""
    mots = [str(demande.pre_numero), demande.numero or ""]
    if (etat_civil := demande.etat_civil) is not None:
        mots += [etat_civil.nom_naissance, etat_civil.nom_usage or "", *etat_civil.prenoms]
    return fold(" ".join(filter(None, mots)))
