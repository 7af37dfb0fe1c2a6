"""`python -m tests.precision` prints how many bad papers pass and how many good ones do not, by damage, as a table.

`--fautes` lists each image that was not judged as it is labelled, with its measures.
"""

import argparse
from collections import Counter

from ctn_verification.domain.mesures import Mesures
from ctn_verification.domain.verdict import Controle, juger
from ctn_verification.moteur.document import regarder_document
from tests.precision.degats import DEGATS
from tests.precision.jeu import Cas, cas

Decompte = Counter[tuple[str, bool, Controle]]


def compter(graine: int, fois: int, *, fautes: bool) -> Decompte:
    decompte: Decompte = Counter()
    for un in cas(graine, fois):
        verdict = juger("document", regarder_document(un.octets))
        decompte[un.degat, un.bon, verdict.controle] += 1
        if fautes and (verdict.controle is Controle.CONFORME) != un.bon:
            print(faute(un, verdict.controle, verdict.releves[0].mesures))
    return decompte


def faute(un: Cas, controle: Controle, mesures: Mesures) -> str:
    mesurees = " ".join(f"{nom}={valeur:.3g}" for nom, valeur in mesures.items())
    label = "bon" if un.bon else "mauvais"
    return f"{un.papier} {un.prise} {un.degat} {un.force:.2f} : {label}, {controle} ({mesurees})"


def ligne(nom: str, decompte: Decompte) -> str:
    cells = []
    for bon in (True, False):
        par = Counter[Controle]()
        for (_, label, controle), nombre in decompte.items():
            par[controle] += nombre if label is bon else 0
        cells += [f"{sum(par.values())}", *(f"{par[controle]}" for controle in Controle)]
    return f"| {nom} | {' | '.join(cells)} |"


def main(graine: int, fois: int, *, fautes: bool) -> None:
    decompte = compter(graine, fois, fautes=fautes)
    print("| damage | good | conforme | a_verifier | non_conforme | bad | conforme | a_verifier | non_conforme |")
    print("|---|---|---|---|---|---|---|---|---|")
    for degat in DEGATS:
        print(ligne(degat, Counter({cle: nombre for cle, nombre in decompte.items() if cle[0] == degat})))
    print(ligne("all", decompte))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graine", type=int, default=101)
    parser.add_argument("--fois", type=int, default=3)
    parser.add_argument("--fautes", action="store_true")
    asked = parser.parse_args()
    main(asked.graine, asked.fois, fautes=asked.fautes)
