"""One's account: made, activated, found again, changed, closed; by mail and SMS as they arrive."""

import json
import re
from pathlib import Path

import pyotp
from playwright.async_api import Page, expect

from deploy.local.acteur import MOT_DE_PASSE, Acteur
from tests.e2e.conftest import Scene
from tests.e2e.pages.conftest import PATIENCE, Ouvrir, connecter

ACTIVER = re.compile(r"(/monespace/activer/[\w-]+)")
REINITIALISER = re.compile(r"(/monespace/mot-de-passe/[\w-]+)")
CONFIRMER = re.compile(r"(/monespace/coordonnees/[\w-]+)")
IDENTIFIANT = re.compile(r"Votre identifiant est : (\S+)")
SMS = re.compile(r"\b(\d{6})\b")
NOUVEAU = "Péniche?57 rapide"
NOM, PRENOM = "d’Hérouville-Montmorency de La Tour d’Auvergne", "Anne-Éléonore"


async def test_from_the_sign_up_to_another_password(scene: Scene, ouvrir: Ouvrir) -> None:
    """The proof of work needs a script; all that follows is done without any."""
    email, page = scene.email(), await ouvrir()
    await page.goto("/inscription")
    await page.get_by_label("Nom de famille").fill(NOM)
    await page.get_by_label("Prénom").fill(PRENOM)
    await page.get_by_label("Adresse mél").fill(email)
    await page.get_by_text("J’accepte les conditions générales").click()
    await _prouver(page)
    await page.get_by_role("button", name="Créer mon compte").click()
    await expect(page.get_by_role("status")).to_contain_text("Succès")

    page = await ouvrir(js=False, largeur=360)
    await page.goto(await scene.boite.attendre(email, ACTIVER))
    await expect(page.get_by_role("main")).to_contain_text(f"Bienvenue {PRENOM} {NOM}")
    await _choisir(page, "court")
    await expect(page.get_by_role("alert")).to_contain_text("trop court")
    await _choisir(page, MOT_DE_PASSE)
    await expect(page.get_by_role("status")).to_contain_text("Votre compte est activé")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    identifiant = await scene.boite.attendre(email, IDENTIFIANT)
    await page.get_by_role("button", name="Se déconnecter").click()

    page = await ouvrir()
    await page.goto("/mot-de-passe-oublie")
    await page.get_by_label("Identifiant").fill(identifiant)
    await _prouver(page)
    await page.get_by_role("button", name="Envoyer le lien").click()
    await expect(page.get_by_role("status")).to_contain_text("un mél vient d'être envoyé")

    page = await ouvrir(js=False)
    await page.goto(await scene.boite.attendre(email, REINITIALISER))
    await page.get_by_label("prénom de votre père").fill("noel")
    await page.get_by_label("Nouveau mot de passe").fill(NOUVEAU)
    await page.get_by_label("Confirmez le mot de passe").fill(NOUVEAU)
    await page.get_by_role("button", name="Changer mon mot de passe").click()
    await connecter(page, Acteur(scene.gateway, identifiant=identifiant, mot_de_passe=NOUVEAU))
    await page.goto("/monespace/compte")
    await expect(page.get_by_role("main")).to_contain_text(NOM)


async def test_without_scripts_one_waits_and_sends_the_sign_up_again(scene: Scene, ouvrir: Ouvrir) -> None:
    page, email = await ouvrir(js=False), scene.email()
    await page.goto("/inscription")

    await expect(page.get_by_role("heading", name="Sans JavaScript, ce formulaire s’envoie deux fois")).to_be_visible()
    await page.get_by_label("Nom de famille").fill("Martin")
    await page.get_by_label("Prénom").fill("Zoé")
    await page.get_by_label("Adresse mél").fill(email)
    await page.get_by_text("J’accepte les conditions générales").click()
    envoyer = page.get_by_role("button", name="Créer mon compte")
    await envoyer.click()

    await expect(page.get_by_role("alert")).to_contain_text("Attendez 2 secondes, puis envoyez de nouveau")
    await expect(page.get_by_label("Nom de famille")).to_have_value("Martin")
    while await envoyer.count():  # until the two seconds are over; at most as often as the gateway lets it
        await envoyer.click()
    assert await scene.boite.attendre(email, ACTIVER)


async def test_mail_phone_password_and_devices_are_changed(scene: Scene, ouvrir: Ouvrir) -> None:
    candidat, autre, page = await scene.known("candidat"), scene.email(), await ouvrir(js=False)
    await connecter(page, candidat)

    await page.goto("/monespace/compte/mel")
    await _demander(page, "Nouvelle adresse mél", autre, "Envoyer le lien")
    await page.goto(await scene.boite.attendre(autre, CONFIRMER))
    await page.get_by_role("button", name="Confirmer cette adresse").click()
    await expect(page.get_by_role("main")).to_contain_text(autre)

    await page.goto("/monespace/compte/telephone")
    await _demander(page, "Nouveau numéro de portable", "06 98 76 54 32", "Envoyer un code")
    await page.get_by_label("Code à six chiffres").fill("000000x")
    await page.get_by_role("button", name="Confirmer ce numéro").click()
    await expect(page.get_by_role("alert")).to_contain_text("essais")
    await page.get_by_label("Code à six chiffres").fill(await scene.boite.attendre("+33698765432", SMS))
    await page.get_by_role("button", name="Confirmer ce numéro").click()
    await expect(page.get_by_role("main")).to_contain_text("+33698765432")

    await page.goto("/monespace/compte/mot-de-passe")
    await page.get_by_label("Mot de passe actuel").fill(MOT_DE_PASSE)
    await page.get_by_label("Nouveau mot de passe").fill(NOUVEAU)
    await page.get_by_label("Confirmez le mot de passe").fill("autre chose")
    await page.get_by_role("button", name="Changer mon mot de passe").click()
    await expect(page.get_by_role("alert")).to_contain_text("diffèrent")
    await page.get_by_label("Mot de passe actuel").fill(MOT_DE_PASSE)
    await page.get_by_label("Nouveau mot de passe").fill(NOUVEAU)
    await page.get_by_label("Confirmez le mot de passe").fill(NOUVEAU)
    await page.get_by_role("button", name="Changer mon mot de passe").click()
    await expect(page.get_by_role("status")).to_contain_text("Votre mot de passe est changé")

    candidat.mot_de_passe = NOUVEAU
    await candidat.se_connecter()
    await page.goto("/monespace/compte/appareils")
    await expect(page.get_by_role("row")).to_have_count(3)
    await page.get_by_role("button", name="Fermer la session de").click()
    await expect(page.get_by_role("row")).to_have_count(2)


async def test_choices_data_and_the_end(scene: Scene, ouvrir: Ouvrir, tmp_path: Path) -> None:
    candidat, page = await scene.known("candidat"), await ouvrir()
    await connecter(page, candidat)

    await page.goto("/monespace/compte/notifications")
    await page.locator("label[for=rappels-sms]").click()
    await page.get_by_role("button", name="Enregistrer mes choix").click()
    await expect(page.get_by_role("status")).to_contain_text("enregistrées")
    await expect(page.locator("#rappels-sms")).not_to_be_checked()
    await expect(page.locator("#rappels-mail")).to_be_checked()

    await page.goto("/monespace/compte")
    async with page.expect_download() as taking:
        await page.get_by_role("link", name="Télécharger toutes mes données").click()
    await (await taking.value).save_as(tmp_path / "donnees.json")
    data = json.loads((tmp_path / "donnees.json").read_text())
    assert data["compte"]["identifiant"] == candidat.identifiant
    assert data["demandes"]["demandes"] == []

    await page.goto("/monespace/compte/fermeture")
    await page.get_by_label("Mot de passe").fill(candidat.mot_de_passe)
    await page.get_by_text("Je comprends que la fermeture est définitive").click()
    await page.get_by_role("button", name="Fermer définitivement").click()
    await expect(page.get_by_role("status")).to_contain_text("Votre compte est fermé")


async def test_a_school_takes_a_second_factor_and_gives_it_back(scene: Scene, ouvrir: Ouvrir) -> None:
    ecole, page = await scene.known("ecole"), await ouvrir(js=False)
    await connecter(page, ecole)
    await page.goto("/monespace/compte/second-facteur")
    await page.get_by_label("Mot de passe").fill(ecole.mot_de_passe)
    await page.get_by_role("button", name="Ajouter un second facteur").click()
    cle = (await page.locator(".cle").inner_text()).replace(" ", "")
    await page.get_by_label("Code à six chiffres").fill("abcdef")
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("img", name="Code QR")).to_be_visible()
    await page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(cle).now())
    await page.get_by_role("button", name="Confirmer").click()

    codes = await page.locator(".secours code").all_inner_texts()
    assert len(codes) == 10

    await page.get_by_role("link", name="continuer").click()
    await page.goto("/monespace/compte/second-facteur")
    retrait = page.locator("form[action$='/retrait']")
    await retrait.get_by_label("Mot de passe").fill(ecole.mot_de_passe)
    await retrait.get_by_label("code de secours").fill(codes[0])
    await retrait.get_by_role("button").click()
    await expect(page.get_by_role("status")).to_contain_text("seul mot de passe")


async def test_an_invited_agent_enrols_on_the_way_in(scene: Scene, ouvrir: Ouvrir) -> None:
    email, page = scene.email(), await ouvrir(js=False)
    await (await scene.known("administrateur")).obtenir(
        "POST",
        "/api/accounts/invitations",
        json={"role": "agent_ctn", "nom": "Nguyễn-Faÿ", "prenom": "Zoé", "email": email},
    )
    await page.goto(await scene.boite.attendre(email, ACTIVER))
    await page.get_by_role("button", name="continuer").click()
    cle = (await page.locator(".cle").inner_text()).replace(" ", "")
    await page.get_by_text("Femme").click()
    await page.get_by_label("Mot de passe", exact=True).fill(MOT_DE_PASSE)
    await page.get_by_label("Confirmez le mot de passe").fill(MOT_DE_PASSE)
    await page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(cle).now())
    await page.get_by_role("button", name="Me connecter").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Votre compte est activé")
    await expect(page.locator(".secours li")).to_have_count(10)
    await page.get_by_role("link", name="continuer").click()
    await expect(page.get_by_role("banner")).to_contain_text("Se déconnecter")


async def test_franceconnect_makes_an_account_gives_it_a_password_and_ends_both_sessions(
    scene: Scene, ouvrir: Ouvrir
) -> None:
    page, email = await ouvrir(js=False), scene.email()
    await page.goto("/connexion")
    await page.get_by_role("link", name="S’identifier avec FranceConnect").click()
    await _s_identifier(page, "loic")
    await expect(page.get_by_role("heading", level=1)).to_have_text("FranceConnect vous a reconnu")
    creer = page.locator("section", has_text="Je n’ai pas de compte")
    await creer.get_by_label("Adresse mél").fill(email)
    await creer.get_by_text("J’accepte les conditions générales").click()
    await creer.get_by_role("button", name="Créer mon compte").click()
    await expect(page.get_by_role("banner")).to_contain_text("Se déconnecter")

    await page.goto("/monespace/compte/mot-de-passe")
    await _choisir(page, MOT_DE_PASSE, sexe=False, bouton="Choisir ce mot de passe")
    await expect(page.get_by_role("status")).to_contain_text("a maintenant un mot de passe")

    await page.get_by_role("button", name="Se déconnecter").click()
    await page.get_by_role("link", name="Me déconnecter de FranceConnect").click()
    assert "/session/end" in page.url or "logout" in page.url

    await page.goto("/monespace/franceconnect?erreur=connexion-annulee")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Vous n’avez pas terminé")


async def test_franceconnect_is_linked_and_parted_from_within_an_account(scene: Scene, ouvrir: Ouvrir) -> None:
    """After a form no browser is led to another site: a page with a link stands between."""
    candidat, page = await scene.known("candidat"), await ouvrir()
    await connecter(page, candidat)
    await page.goto("/monespace/compte/franceconnect")
    await page.get_by_label("Mot de passe").fill(candidat.mot_de_passe)
    await page.get_by_role("button", name="Rattacher FranceConnect").click()
    await page.get_by_role("link", name="Aller sur FranceConnect").click()
    await _s_identifier(page, "theo")
    await expect(page.get_by_role("status")).to_contain_text("FranceConnect ouvre maintenant ce compte")

    await page.goto("/monespace/compte/franceconnect")
    await page.get_by_role("button", name="Détacher FranceConnect").click()

    await expect(page.get_by_role("status")).to_contain_text("FranceConnect n’ouvre plus ce compte")


async def _s_identifier(page: Page, personne: str) -> None:
    """Through the provider's own pages, which are of another site."""
    await page.locator(f"button[value={personne}], input[value={personne}]").first.click()
    await page.locator("[value=oui]").first.click()


async def _prouver(page: Page) -> None:
    await expect(page.get_by_text("Vérifié", exact=True)).to_be_visible(timeout=PATIENCE)


async def _demander(page: Page, champ: str, valeur: str, bouton: str) -> None:
    await page.get_by_label(champ).fill(valeur)
    await page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    await page.get_by_role("button", name=bouton).click()
    await expect(page.get_by_role("status")).to_be_visible()


async def _choisir(page: Page, mot_de_passe: str, *, sexe: bool = True, bouton: str = "Me connecter") -> None:
    if sexe:
        await page.get_by_text("Femme").click()
    await page.get_by_label("Mot de passe", exact=True).fill(mot_de_passe)
    await page.get_by_label("Confirmez le mot de passe").fill(mot_de_passe)
    await page.get_by_label("Question secrète", exact=True).select_option("prenom_pere")
    await page.get_by_label("Réponse à votre question").fill("Noël")
    await page.get_by_role("button", name=bouton).click()
