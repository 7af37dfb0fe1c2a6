"""/api/notifications/preferences: what the caller wants to be told, by which channel."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from contracts.http import OnceKey
from contracts.identity import Authenticated
from notifications.api.acces import Service
from notifications.domain.catalogue import FICHES, Theme
from notifications.domain.message import CANAUX, Canal
from notifications.domain.preferences import Choix, Preferences
from notifications.modeles import voies
from notifications.storage import preferences

router = APIRouter(prefix="/api/notifications/preferences", tags=["préférences"])


class ChoixSaisi(BaseModel):
    """One theme."""

    model_config = ConfigDict(extra="forbid")

    theme: Theme
    mail: bool
    sms: bool


class PreferencesSaisies(BaseModel):
    """Themes that are not named stay as they are; of one named twice, the last word counts."""

    model_config = ConfigDict(extra="forbid")

    themes: Annotated[list[ChoixSaisi], Field(min_length=1, max_length=len(Theme))]


class ThemeVu(BaseModel):
    """One theme, and the messages that the choice is about."""

    theme: Theme
    libelle: str
    mail: bool
    sms: bool
    messages_par_mail: list[str]
    messages_par_sms: list[str]


class PreferencesVues(BaseModel):
    """`toujours_par_mail`: what the law or the safety of the account wants sent, whatever is chosen."""

    themes: list[ThemeVu]
    toujours_par_mail: list[str]

    @classmethod
    def of(cls, chosen: Preferences) -> "PreferencesVues":
        toujours = [fiche.libelle for code, fiche in FICHES.items() if "mail" in set(voies(code)) - set(fiche.choix)]
        return cls(themes=[_vu(theme, chosen.get(theme, Choix())) for theme in Theme], toujours_par_mail=toujours)


def _vu(theme: Theme, choix: Choix) -> ThemeVu:
    mail, sms = ([fiche.libelle for code, fiche in FICHES.items() if _refusable(code, theme, c)] for c in CANAUX)
    return ThemeVu(
        theme=theme,
        libelle=theme.libelle,
        mail=choix.mail,
        sms=choix.sms,
        messages_par_mail=mail,
        messages_par_sms=sms,
    )


def _refusable(code: str, theme: Theme, canal: Canal) -> bool:
    fiche = FICHES[code]
    return fiche.theme == theme and canal in fiche.choix and canal in voies(code)


@router.get("")
async def get_preferences(caller: Authenticated, app: Service) -> PreferencesVues:
    """Everything, until he says otherwise."""
    async with app.db.begin() as tx:
        return PreferencesVues.of(await preferences.of(tx, caller.id))


@router.put("")
async def put_preferences(
    saisie: PreferencesSaisies, caller: Authenticated, once: OnceKey, app: Service
) -> PreferencesVues:
    """For what is written from now on; it stays readable in the account."""
    async with app.db.begin(once) as tx:
        wanted = {choix.theme: Choix(choix.mail, choix.sms) for choix in saisie.themes}
        await preferences.keep(tx, caller.id, wanted, app.now())
        vues = PreferencesVues.of(await preferences.of(tx, caller.id))
        await tx.reply(vues)
    return vues
