"""What a password must be (seed 004; domain.md OP-16): every fault is told at once, each with its remedy."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from accounts.domain.noms import plier

LONGUEUR_MIN = 8  # seed 004
LONGUEUR_MIN_AGENT = 12  # domain.md OP-16
LONGUEUR_MAX = 128
PARTIE_MIN = 3  # a shorter name is found by chance in any password

CHIFFRES_EN_LETTRES = str.maketrans("@4013$5!7", "aaoiessit")

_COURANTS = """
    aaaa abcd abcdef abcdefgh abcdefghij admin administrateur administrator agence amour ants antsants azerty azertyui
    azertyuiop azertyqwerty bonjour bonsoir bordeaux camille changeme charlotte chocolat chouchou coucou dauphin
    demande doudou dragon football france francetitres guest iloveyou jetaime jetaimefort juliette letmein lille
    loulou louloute login marseille marine master mdp mdpmdp monday monkey motdepasse monmotdepasse nantes nicolas
    orange papillon paris parissg pass passw passe passer password permis permisb permisdeconduire conduire poisson
    princesse princess qwerty qwertyui qwertyuiop qwertz root secret soleil starwars sunshine superman test toto
    totototo toulouse utilisateur usager vacances voiture welcome bienvenue
"""
COURANTS = frozenset(_COURANTS.split())


def nettoyer(mot_de_passe: str) -> str:
    """One form for the characters that keyboards write in several ways; what is hashed is this."""
    return unicodedata.normalize("NFKC", mot_de_passe)


def defauts(mot_de_passe: str, personnel: Sequence[str], *, longueur_min: int = LONGUEUR_MIN) -> list[str]:
    """What is wrong with it, in French; `personnel` holds names and the local part of the mail address."""
    return list(_defauts(nettoyer(mot_de_passe), personnel, longueur_min))


def _defauts(mot_de_passe: str, personnel: Sequence[str], longueur_min: int) -> Iterator[str]:
    if len(mot_de_passe) < longueur_min:
        yield f"Le mot de passe est trop court : il lui faut {longueur_min} caractères au moins."
    if len(mot_de_passe) > LONGUEUR_MAX:
        yield f"Le mot de passe est trop long : il ne peut pas dépasser {LONGUEUR_MAX} caractères."
    if not any(c.isupper() for c in mot_de_passe):
        yield "Il manque une majuscule : ajoutez-en au moins une."
    if not any(c.islower() for c in mot_de_passe):
        yield "Il manque une minuscule : ajoutez-en au moins une."
    if not any(c.isdigit() for c in mot_de_passe):
        yield "Il manque un chiffre : ajoutez-en au moins un."
    if all(c.isalnum() or c.isspace() for c in mot_de_passe):
        yield "Il manque un caractère spécial : ajoutez-en au moins un, par exemple @, ? ou /."
    if _contient(mot_de_passe, personnel):
        yield "Le mot de passe contient votre nom, votre prénom ou votre adresse mél : choisissez-en un sans rapport."
    if est_courant(mot_de_passe):
        yield "Ce mot de passe est parmi les plus courants : choisissez-en un que personne ne peut deviner."


def _contient(mot_de_passe: str, personnel: Sequence[str]) -> bool:
    colle = plier(mot_de_passe).replace(" ", "")
    entiers = [plier(partie).replace(" ", "") for partie in personnel]
    mots = [mot for partie in personnel for mot in plier(partie).split()]
    return any(len(mot) >= PARTIE_MIN and mot in colle for mot in (*entiers, *mots))


def est_courant(mot_de_passe: str) -> bool:
    """A word of the list, however dressed up: `P@ssw0rd!`, `Azerty123?`, `Bonjour2024!`."""
    simple = mot_de_passe.casefold()
    nus = (simple, re.sub(r"[\d\W_]+$", "", simple))  # with and without what is appended
    lettres = {re.sub(r"[^a-z]", "", plier(forme)) for nu in nus for forme in (nu, nu.translate(CHIFFRES_EN_LETTRES))}
    return bool(lettres & COURANTS) or len(set(simple)) < PARTIE_MIN
