"""`python -m notifications.modeles` writes LISEZMOI.md again, from the rows of the messages."""

from notifications.domain.catalogue import FICHES, Fiche
from notifications.modeles import FOLDER, voies

LISEZMOI = FOLDER / "LISEZMOI.md"
ENTETE = """# Les modèles des messages

Un fichier par message et par voie : `<code>.mail.txt` pour un courriel, `<code>.sms.txt` pour un SMS. Ils se modifient
avec un éditeur de texte, en UTF-8.

- La première ligne d'un courriel est son objet (`Objet: …`). Une deuxième ligne `Bouton: …` nomme le bouton placé
  au-dessus du lien. Une ligne vide sépare les paragraphes ; une ligne qui commence par `* ` ou `- ` est un élément
  de liste.
- `{{ nom }}` est remplacé par sa valeur ; `{{ limite_le | jour }}` écrit une date, `{{ expire_le | instant }}` une
  date et une heure ; `{% if nom %}…{% else %}…{% endif %}` choisit selon qu'il y a une valeur. Une variable qui n'est
  pas dans le tableau est refusée par les tests.
- La version HTML est faite du même texte : il n'y a rien d'autre à modifier.
- Un SMS tient en 160 signes s'il n'a que des lettres de l'alphabet court : é è à ù ì ò ä ö ü ñ y sont, ê â î ô û ç ë ï
  œ n'y sont pas, et « ’ … non plus. Une seule de ces lettres, et il ne tient plus que 70 signes par SMS.
- M01 à M10 sont les formulations du cahier des charges : un test les compare mot à mot.

« Toujours » : envoyé quoi que le destinataire ait choisi. La nuit, seuls les SMS marqués « à toute heure » partent.

| code | message | voies | variables | toujours |
|---|---|---|---|---|
"""


def lisezmoi() -> str:
    return ENTETE + "".join(_ligne(code, fiche) for code, fiche in FICHES.items())


def _ligne(code: str, fiche: Fiche) -> str:
    canaux = voies(code)
    variables = " ".join(f"`{nom}`" for nom in fiche.variables)
    toujours = [canal for canal in canaux if canal not in fiche.choix]
    heure = " (à toute heure)" if fiche.a_toute_heure else ""
    return f"| {code} | {fiche.libelle} | {', '.join(canaux)}{heure} | {variables} | {', '.join(toujours)} |\n"


if __name__ == "__main__":
    LISEZMOI.write_text(lisezmoi(), encoding="utf-8")
