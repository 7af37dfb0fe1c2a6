"""When an SMS may ring, and what a person wants to hear at all."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events.accounts import CoordonneeAConfirmerV1
from contracts.identity import token_for
from contracts.testing import deliver
from contracts.vocabulary.roles import Role
from notifications.app import App
from notifications.domain.catalogue import FICHES, Theme
from notifications.domain.message import CANAUX
from notifications.domain.preferences import Choix, voulu
from notifications.domain.silence import METROPOLE, OUTRE_MER, Silence, fuseau
from notifications.handlers import HANDLERS
from services.notifications.tests.conftest import KEY, Boite, Horloge
from services.notifications.tests.test_envoi import TITRE_REMIS, adresse, envoyer, etats
from services.notifications.tests.test_retours import lignes, validee

PREFERENCES = "/api/notifications/preferences"
NUIT, JOUR = Silence(), Silence(time(12), time(14))


@pytest.mark.parametrize(
    ("silence", "now", "numero", "jusqu_a"),
    [
        (NUIT, datetime(2026, 4, 13, 20, 0, tzinfo=UTC), "+33612345678", datetime(2026, 4, 14, 6, 0, tzinfo=UTC)),
        (NUIT, datetime(2026, 4, 13, 19, 59, tzinfo=UTC), "+33612345678", None),
        (NUIT, datetime(2026, 4, 14, 5, 59, tzinfo=UTC), "+33612345678", datetime(2026, 4, 14, 6, 0, tzinfo=UTC)),
        (NUIT, datetime(2026, 4, 14, 6, 0, tzinfo=UTC), "+33612345678", None),
        # the night in which the clocks go forward is seven hours of wall time later, nine of the sun
        (NUIT, datetime(2026, 3, 28, 22, 0, tzinfo=UTC), "+33612345678", datetime(2026, 3, 29, 6, 0, tzinfo=UTC)),
        (NUIT, datetime(2026, 10, 24, 21, 0, tzinfo=UTC), "+33612345678", datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
        (NUIT, datetime(2026, 4, 13, 12, 0, tzinfo=UTC), "+687123456", datetime(2026, 4, 13, 21, 0, tzinfo=UTC)),
        (NUIT, datetime(2026, 4, 13, 20, 0, tzinfo=UTC), "+590690123456", None),
        (JOUR, datetime(2026, 4, 13, 11, 0, tzinfo=UTC), "+33612345678", datetime(2026, 4, 13, 12, 0, tzinfo=UTC)),
        (Silence(time(8), time(8)), datetime(2026, 4, 13, 2, 0, tzinfo=UTC), "+33612345678", None),
    ],
)
def test_no_sms_at_night_where_its_reader_lives(
    silence: Silence, now: datetime, numero: str, jusqu_a: datetime | None
) -> None:
    assert silence.jusqu_a("M07", numero, now) == jusqu_a


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["+336", *OUTRE_MER]))
def test_morning_comes_within_half_a_day_and_is_no_night(now: datetime, indicatif: str) -> None:
    morning = NUIT.jusqu_a("M07", f"{indicatif}12345678", now)

    if morning is not None:
        assert timedelta(0) < morning - now <= timedelta(hours=11)
        assert NUIT.jusqu_a("M07", f"{indicatif}12345678", morning) is None


def test_a_code_that_somebody_waits_for_comes_at_night() -> None:
    assert NUIT.jusqu_a("N18-telephone", "+33612345678", datetime(2026, 4, 13, 23, 0, tzinfo=UTC)) is None
    assert [code for code, fiche in FICHES.items() if fiche.a_toute_heure] == ["N18-telephone"]
    assert fuseau("+33612345678") == METROPOLE


async def test_an_sms_waits_for_the_morning_and_a_mail_does_not(app: App, boite: Boite, horloge: Horloge) -> None:
    horloge.instant = datetime(2026, 4, 13, 21, 0, tzinfo=UTC)
    numero = f"+3363998{uuid4().int % 9000:04d}"
    await deliver(HANDLERS, app, validee(adresse(), numero), uuid4())
    compte = uuid4()
    code = CoordonneeAConfirmerV1(
        compte=compte, canal="sms", destination=numero, nom="Ünal", code="123456", expire_le=horloge.instant
    )
    await deliver(HANDLERS, app, code, compte)
    await envoyer(app)
    assert await lignes(app, "modele, etat, essais", "modele") == [
        ("M06", "remis", 1),
        ("M07", "a_envoyer", 0),  # a night is no try
        ("N18-telephone", "remis", 1),
    ]

    horloge.avance(hours=9)
    await envoyer(app)

    assert (await etats(app)) == {"remis": 3}


@given(
    st.sampled_from(sorted(FICHES)), st.sampled_from(CANAUX), st.dictionaries(st.sampled_from(Theme), st.builds(Choix))
)
def test_what_is_due_is_sent_whatever_is_chosen(modele: str, canal: str, choix: dict[Theme, Choix]) -> None:
    fiche = FICHES[modele]
    wanted = voulu(modele, canal, choix)  # type: ignore[arg-type]

    if fiche.theme is None or canal not in fiche.choix:
        assert wanted
    else:
        assert wanted == getattr(choix.get(fiche.theme, Choix()), canal)


def test_decisions_deadlines_and_the_safety_of_an_account_are_due_by_mail() -> None:
    refusable = {code for code, fiche in FICHES.items() if "mail" in fiche.choix}

    assert refusable == {"N01", "N05", "N07", "N10", "N11", "N19"} | {code for code in FICHES if code.startswith("R-")}


async def test_a_choice_is_kept_and_heeded(app: App, api: httpx.AsyncClient, boite: Boite) -> None:
    demande, compte, email = uuid4(), uuid4(), adresse()
    headers = {"Authorization": f"Bearer {token_for(KEY, Role.USAGER, id=compte)}"}
    at_first = (await api.get(PREFERENCES, headers=headers)).json()
    assert [(t["theme"], t["mail"], t["sms"]) for t in at_first["themes"]] == [
        ("suivi", True, True),
        ("titre", True, True),
        ("rappels", True, True),
    ]
    assert "Demande rejetée" in at_first["toujours_par_mail"]
    assert "Demande à valider, par SMS" in at_first["themes"][0]["messages_par_sms"]
    assert not [said for said in at_first["toujours_par_mail"] if "SMS" in said]
    saisie = {
        "themes": [{"theme": "titre", "mail": False, "sms": False}, {"theme": "suivi", "mail": False, "sms": False}]
    }
    put = await api.put(PREFERENCES, json=saisie, headers=headers | {"Idempotency-Key": uuid4().hex})
    assert put.json() == (await api.get(PREFERENCES, headers=headers)).json()

    await deliver(HANDLERS, app, validee(email, candidat=compte), demande)
    await deliver(HANDLERS, app, TITRE_REMIS, demande)
    await envoyer(app)

    assert await lignes(app) == [
        ("M06", "mail", "remis"),  # a receipt is due
        ("M07", "sms", "non_envoye"),
        ("N11", "mail", "non_envoye"),
        ("N11", "sms", "non_envoye"),
    ]
    shown = (await api.get("/api/notifications", headers=headers)).json()["elements"]
    assert {m["modele"] for m in shown} == {"M06", "M07", "N11"}  # read in the account all the same


@pytest.mark.parametrize(
    ("saisie", "pointer"),
    [
        ({"themes": []}, "/themes"),
        ({"themes": [{"theme": "autre", "mail": True, "sms": True}]}, "/themes/0/theme"),
        ({"themes": [{"theme": "suivi", "mail": "peut-être", "sms": True}]}, "/themes/0/mail"),
        ({"themes": [{"theme": "suivi", "mail": True, "sms": True, "courrier": True}]}, "/themes/0/courrier"),
        ({}, "/themes"),
    ],
)
async def test_a_choice_that_cannot_be_is_refused_beside_its_field(
    api: httpx.AsyncClient, saisie: dict[str, object], pointer: str
) -> None:
    headers = {"Authorization": f"Bearer {token_for(KEY, Role.USAGER, id=uuid4())}"}

    answer = await api.put(PREFERENCES, json=saisie, headers=headers)

    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_choices_are_for_who_has_an_account(api: httpx.AsyncClient) -> None:
    assert (await api.get(PREFERENCES)).status_code == 401
    assert (await api.put(PREFERENCES, json={})).status_code == 401
