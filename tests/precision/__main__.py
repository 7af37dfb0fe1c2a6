"""`python -m tests.precision` prints how many bad images pass and how many good ones do not, by damage, as tables.

`--jeu` takes one of the sets only; `--fautes` lists each image that was not judged as it is labelled.
"""

import argparse
from collections import Counter
from collections.abc import Iterable

from ctn_verification.domain.mesures import Mesures
from ctn_verification.domain.regles.document import EN_COULEURS
from ctn_verification.domain.verdict import Controle, Verdict, juger
from ctn_verification.moteur.document import regarder_document
from ctn_verification.moteur.photo import regarder_photo
from ctn_verification.moteur.signature import regarder_signature
from tests.precision import lectures
from tests.precision.degats import DEGATS
from tests.precision.jeu import Cas, cas
from tests.precision.jeu_ephoto import JEUX, cas_ephoto

Decompte = Counter[tuple[str, bool, Controle]]
EPHOTOS = {"photos": ("photo", regarder_photo), "signatures": ("signature", regarder_signature)}


def compter_ephotos(jeu: str, graine: int, fois: int, *, fautes: bool) -> Decompte:
    decompte: Decompte = Counter()
    tache, regarder = EPHOTOS[jeu]
    for un in cas_ephoto(tache, graine, fois):
        verdict = juger(tache, [regarder(un.octets)[0]])
        decompte[un.degat, un.bon, verdict.controle] += 1
        if fautes and (verdict.controle is Controle.CONFORME) != un.bon:
            print(en_faute(f"{tache} {un.degat}", un.force, un.bon, verdict))
    return decompte


def en_faute(nom: str, force: float, bon: bool, verdict: Verdict) -> str:
    mesurees = " ".join(f"{mesure}={valeur:.3g}" for mesure, valeur in verdict.releves[0].mesures.items())
    causes = " ".join(cause.code for cause in verdict.causes)
    return f"{nom} {force:.2f} : {'bon' if bon else 'mauvais'}, {verdict.controle} {causes} ({mesurees})"


def compter(graine: int, fois: int, *, fautes: bool) -> Decompte:
    decompte: Decompte = Counter()
    for un in cas(graine, fois):
        verdict = juger("document", regarder_document(un.octets, couleurs=un.type_piece in EN_COULEURS))
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


def tableau(degats: Iterable[str], decompte: Decompte) -> None:
    print("| damage | good | conforme | a_verifier | non_conforme | bad | conforme | a_verifier | non_conforme |")
    print("|---|---|---|---|---|---|---|---|---|")
    for degat in degats:
        print(ligne(degat, Counter({cle: nombre for cle, nombre in decompte.items() if cle[0] == degat})))
    print(ligne("all", decompte), flush=True)


def main(jeux: Iterable[str], graine: int, fois: int, *, fautes: bool) -> None:
    for jeu in jeux:
        if jeu == "lectures":
            lectures.main(graine, fois)
            continue
        print(f"\n{jeu}\n")
        if jeu in EPHOTOS:
            tableau(JEUX[EPHOTOS[jeu][0]], compter_ephotos(jeu, graine, fois, fautes=fautes))
        else:
            tableau(DEGATS, compter(graine, fois, fautes=fautes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graine", type=int, default=101)
    parser.add_argument("--fois", type=int, default=3)
    parser.add_argument("--fautes", action="store_true")
    parser.add_argument("--jeu", choices=("documents", *EPHOTOS, "lectures"))
    asked = parser.parse_args()
    main(
        [asked.jeu] if asked.jeu else ("documents", *EPHOTOS, "lectures"), asked.graine, asked.fois, fautes=asked.fautes
    )
