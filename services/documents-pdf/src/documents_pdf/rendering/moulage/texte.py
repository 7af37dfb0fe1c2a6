"""The lines of a mould that may say something else: found in its content, written anew."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from documents_pdf.rendering.moulage.hors import HorsDuMoule
from documents_pdf.rendering.moulage.lignes import Ligne
from documents_pdf.rendering.moulage.police import Police, Texte

NOMBRE = rb"(-?[0-9.]+)"
RUN = re.compile(rb"1 0 0 -1 %b %b Tm\n/(\w+) %b Tf\n\[([^\]]*)\] TJ\nET" % (NOMBRE, NOMBRE, NOMBRE))
"""One line of one face; what has two faces has a second Tf and is none."""
GLYPHES = re.compile(rb"<([0-9a-f]*)>")
PRES = 0.02  # CSS pixels: two numbers that mean the same place
JUSTE = 0.5  # CSS pixels: what is as wide as its line might be broken by WeasyPrint
A_GAUCHE = ("start", "left")


class Champ(NamedTuple):
    """`rang` among the texts of the HTML."""

    rang: int
    ligne: Ligne
    nom: str
    police: Police
    taille: float

    def ecrire(self, texte: str) -> bytes:
        """Raises HorsDuMoule for what has a letter of another face, or does not stay on its line."""
        compose = self.composer(texte)
        if compose is None:
            raise HorsDuMoule("a letter of another face")
        ligne, largeur = self.ligne, compose.largeur * self.taille
        libre = ligne.droite - (ligne.x if ligne.alignement in A_GAUCHE else ligne.gauche) - largeur
        if libre < JUSTE:
            raise HorsDuMoule("a text that goes on to another line")
        x = {"right": ligne.gauche + libre, "end": ligne.gauche + libre, "center": ligne.gauche + libre / 2}.get(
            ligne.alignement, ligne.x
        )
        glyphs = "".join(f"{s.avant or ''}<{s.glyphe:04x}>{s.apres or ''} " for s in compose.signes)
        return f"1 0 0 -1 {x:.6f} {ligne.y:.6f} Tm\n/{self.nom} {self.taille} Tf\n[{glyphs}] TJ\nET".encode()

    def composer(self, texte: str) -> Texte | None:
        return self.police.composer(texte, self.ligne.espacement / self.taille)


def lire_champ(
    run: "re.Match[bytes]", lignes: Mapping[int, Ligne], textes: Sequence[str], polices: Mapping[str, Police]
) -> Champ | None:
    """None where our own setting of the mould's text is not what was printed: that text is fixed."""
    x, y, nom = float(run[1]), float(run[2]), run[3].decode()
    here = (rang for rang, ligne in lignes.items() if abs(ligne.x - x) < PRES and abs(ligne.y - y) < PRES)
    rang = next(here, None)
    if rang is None or nom not in polices:
        return None
    champ = Champ(rang, lignes[rang], nom, polices[nom], float(run[4]))
    compose = champ.composer(textes[rang])
    printed = b"".join(GLYPHES.findall(run[5]))
    mine = b"" if compose is None else "".join(f"{signe.glyphe:04x}" for signe in compose.signes).encode()
    return champ if mine == printed else None
