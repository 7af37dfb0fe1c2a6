"""Step 4: codes however they are written, codes that serve and those that do not, the paper form."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from demandes.domain.photo_signature import (
    CodePhotoInconnu,
    CodePhotoUtilise,
    EphotoConnue,
    PhotoAFaire,
    empreinte_code,
    lire_code,
    lire_mode,
    photo_choisie,
)
from demandes.domain.releve import EtapeIncorrecte
from services.demandes.tests.builders import CODE, LUNDI, ephoto


def test_the_code_however_it_is_spaced() -> None:
    assert lire_code(" abcd-1234 efgh 5678 jklm 9z ") == CODE


@pytest.mark.parametrize("code", ["", "ABC", CODE + "A", "ABCD1234EFGH5678JKLM9É"])
def test_what_is_no_code(code: str) -> None:
    with pytest.raises(EtapeIncorrecte) as refus:
        lire_code(code)

    assert [faute.pointer for faute in refus.value.errors] == ["/code"]


def test_a_code_or_the_paper_form() -> None:
    assert lire_mode("numerique") == "numerique"
    assert lire_mode("papier") == "papier"
    with pytest.raises(EtapeIncorrecte):
        lire_mode("autre")


def test_who_has_no_photo_yet_is_told_where_to_have_one_made() -> None:
    with pytest.raises(PhotoAFaire, match="/api/ctn/photographes"):
        lire_mode("pas_encore")


def connue(**changes: Any) -> EphotoConnue:
    base = {"demande": None, "consommee": False, "expire_le": LUNDI + timedelta(days=1)}
    return EphotoConnue(empreinte=empreinte_code(CODE), ephoto=ephoto(), **(base | changes))


def test_a_free_code_gives_its_photo() -> None:
    photo = photo_choisie(uuid4(), CODE, connue(), LUNDI)

    assert photo.fin_code == "LM9Z"
    assert CODE not in repr(photo)


@pytest.mark.parametrize(
    ("connue", "refus"),
    [
        (None, CodePhotoInconnu),
        (connue(expire_le=LUNDI), CodePhotoInconnu),
        (connue(demande=uuid4()), CodePhotoUtilise),
        (connue(consommee=True), CodePhotoUtilise),
    ],
)
def test_codes_that_do_not_serve(connue: EphotoConnue | None, refus: type[Exception]) -> None:
    with pytest.raises(refus):
        photo_choisie(uuid4(), CODE, connue, LUNDI)


def test_a_code_of_ones_own_may_be_entered_again() -> None:
    demande = uuid4()

    assert photo_choisie(demande, CODE, connue(demande=demande), LUNDI).empreinte == empreinte_code(CODE)
