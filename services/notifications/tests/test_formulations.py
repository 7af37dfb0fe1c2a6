"""Every message whose words a seed gives says them whole, line by line; subjects are ours, the seeds show none."""

# ruff: noqa: E501 - a line of the seed is a line here

import pytest

from notifications.modeles import ecrire

LIEN = "https://ants.example/monespace/activer/e396ccad5c00ee3ed9bcf102a58a5dd/35225"

M01 = f"""Bonjour,
Plus qu'une seule étape pour activer votre compte et ainsi profiter de tous les services pratiques du site https://ants.gouv.fr.
Cliquez sur le lien ci-dessous pour confirmer votre adresse électronique et définir votre mot de passe :
{LIEN}
* Attention, sans connexion de votre part dans les 24h le compte sera supprimé.
* Une fois votre compte activé, vous recevrez par courriel votre identifiant de connexion.
Cordialement,
L'Agence Nationale des Titres Sécurisés
https://ants.gouv.fr"""

M02 = """Vous êtes inscrit sur les sites de l'Agence Nationale des Titres Sécurisés.
Votre identifiant est : rleroy
Cet identifiant est à conserver. Il vous permet d'accéder à votre espace et de profiter de toutes les fonctionnalités des sites de l'ANTS :
https://ants.gouv.fr
https://passeport.ants.gouv.fr
https://permisdeconduire.ants.gouv.fr
https://immatriculation.ants.gouv.fr
Cordialement,
L'Agence Nationale des Titres Sécurisés"""

M03 = f"""Bonjour,
Votre école de conduite a effectué une démarche pour vous. Plus qu'une seule étape pour valider les informations saisies.
Pour cela, cliquez sur le lien ci-dessous qui vous permettra d'activer la création de votre compte ANTS puis laissez-vous guider par le message pour valider la demande formulée par votre école de conduite.
Cliquez sur le lien ci-dessous pour confirmer votre adresse électronique et définir votre mot de passe :
{LIEN}
* Attention, sans connexion de votre part dans les 7 jours le compte sera supprimé.
* Une fois votre compte activé, vous recevrez par courriel votre identifiant de connexion afin de profiter de tous les services pratiques du site.
Cordialement,
L'Agence Nationale des Titres Sécurisés
https://ants.gouv.fr"""

M04 = """Bonjour Monsieur Renaud,
Votre auto-école a terminé la saisie de votre demande de permis de conduire.
Veuillez-vous rendre sur votre compte ANTS afin de valider les informations saisies.
Cordialement,
Le système des demandes en ligne"""

M05 = (
    "Votre auto-école a terminé la saisie de votre demande de permis de conduire. Merci de vous rendre sur votre "
    "compte ANTS pour valider les informations saisies."
)

M06 = """Bonjour,
La demande en ligne n°92120170412142448776919 est enregistrée, et sera contrôlée avant transmission à la préfecture de Antony pour instruction.
Vous n'aurez pas à vous rendre en préfecture, sauf demande particulière de sa part.
Attention : dans le cas d'une demande de permis de conduire suite à la perte du titre précédent, vous serez invité à télécharger une attestation de droits à conduire pour vous permettre de circuler jusqu'à la réception de votre nouveau titre. Ce document, valable 2 mois sera disponible sur votre compte ANTS dès que la préfecture aura validé votre demande de permis.
Cordialement,
Le système des demandes en ligne"""

M07 = (
    "Votre demande en ligne 92120170412142448776919 est enregistrée, et sera contrôlée avant transmission à la "
    "préfecture pour instruction."
)

M08 = """Bonjour Renaud,
L'auto-école École de l'Étoile a demandé le transfert de votre demande de permis de conduire 92120170315141818248119.
Veuillez-vous rendre sur votre compte ANTS afin de confirmer celui-ci.
Cordialement,
Le système des demandes en ligne"""

M10 = """Bonjour,
Dans le cadre de la demande en ligne n° 92120170321142037561607, certaines pièces justificatives fournies sont incorrectes ou manquantes.
Veuillez vous connecter à votre compte, sur le site ANTS afin de consulter les causes de rejet et effectuer les modifications indiquées.
Cordialement,
Le système des demandes en ligne"""

MAILS = [
    ("M01", {"lien": LIEN}, M01),  # seed 004
    ("N17", {"lien": LIEN}, M01),  # seed 002: two mails for a school too; the words are those of M01
    ("M02", {"identifiant": "rleroy"}, M02),  # seed 004
    ("M03", {"lien": LIEN}, M03),  # seed 001
    ("M04", {"civilite": "Monsieur", "nom": "Renaud"}, M04),  # seed 000
    ("M06", {"numero": "92120170412142448776919", "prefecture": "Antony"}, M06),  # seed 000
    (  # seed 000
        "M08",
        {"nom": "Renaud", "auto_ecole": "École de l'Étoile", "numero": "92120170315141818248119"},
        M08,
    ),
    ("M10", {"numero": "92120170321142037561607"}, M10),  # seed 000
]


@pytest.mark.parametrize(("modele", "valeurs", "texte"), MAILS, ids=[modele for modele, *_ in MAILS])
def test_a_mail_says_what_its_seed_says(modele: str, valeurs: dict[str, str], texte: str) -> None:
    written = ecrire(modele, "mail", valeurs)

    assert [line for line in written.texte.splitlines() if line] == texte.splitlines()
    assert written.objet


@pytest.mark.parametrize(("modele", "texte"), [("M05", M05), ("M07", M07)])
def test_an_sms_says_what_seed_000_says(modele: str, texte: str) -> None:
    written = ecrire(modele, "sms", {"numero": "92120170412142448776919"})

    assert written == ("", texte)
