"""How large the head is and where it lies, estimated from the eyes and the width of the face."""

from typing import NamedTuple

from ctn_verification.moteur.visage import Visage

# Chin to crown of adults: about 3.55 times the distance between the pupils (225 mm to 63 mm), and 1.57 times the width
# of the find of the cascade. Each is off by some 6 % from one person to the next, their mean by somewhat less.
PAR_ECART = 3.55
PAR_LARGEUR = 1.57
YEUX_AU_MENTON = 0.50  # of the head


class Tete(NamedTuple):
    """In fractions of the photo's HEIGHT, x too."""

    x: float
    yeux: float
    hauteur: float

    @property
    def menton(self) -> float:
        return self.yeux + YEUX_AU_MENTON * self.hauteur

    @property
    def sommet(self) -> float:
        return self.menton - self.hauteur


def estimer(visage: Visage, hauteur: int) -> Tete:
    x, y = visage.milieu
    taille = (PAR_ECART * visage.ecart + PAR_LARGEUR * visage.boite.largeur) / 2
    return Tete(x / hauteur, y / hauteur, taille / hauteur)
