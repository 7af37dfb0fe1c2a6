"""Names as people have them: long, accented, hyphenated; on every document, whole and on their pages."""

import re
import string
from datetime import date

from document_samples import boites, dossier, order, texte
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.events.parts import Adresse, EtatCivil
from contracts.vocabulary.documents import Document
from documents_pdf.domain.modeles import MODELES
from documents_pdf.rendering.press import Press

LETTERS = string.ascii_letters + "àâäçéèêëîïôöùûüÿœæñÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆÑßãõåøłŁśżőűčšžđğıİşțăĐþ"


def mots(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.text(LETTERS, min_size=1, max_size=24), min_size=1, max_size=4).map(
        lambda words: "-".join(words)[:most].strip("-")
    )


PERSONNES = st.builds(
    EtatCivil,
    nom_naissance=mots(60),
    nom_usage=st.none() | mots(60),
    prenoms=st.lists(mots(60), min_size=1, max_size=5).map(tuple),
    sexe=st.sampled_from("FM"),
    date_naissance=st.dates(date(1900, 1, 1), date(2011, 1, 1)),
    pays_naissance=st.sampled_from(["FR", "CD", "PL", "VC"]),
    commune_naissance=mots(50),
)
ADRESSES = st.builds(
    Adresse,
    lignes=st.lists(mots(38), min_size=1, max_size=4).map(tuple),
    code_postal=st.just("92160"),
    commune=mots(45),
)


def bare(text: str) -> str:
    """Without what a line may be divided at."""
    return re.sub(r"[\s-]", "", text)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(type=st.sampled_from(Document), etat_civil=PERSONNES, adresse=ADRESSES)
def test_every_name_is_printed_whole_and_inside_the_margins(
    press: Press, type: Document, etat_civil: EtatCivil, adresse: Adresse
) -> None:
    printed = press.print(order(type, dossier(etat_civil=etat_civil, adresse=adresse)))

    assert MODELES[type].suite or printed.pages == MODELES[type].pages
    text = bare(texte(printed.octets))
    for value in (etat_civil.nom_naissance, *etat_civil.prenoms, etat_civil.commune_naissance, *adresse.lignes):
        assert bare(value) in text
    for word in (word for page in boites(printed.octets) for word in page):
        assert word.gauche >= 44
        assert word.droite <= 596 - 45
        assert word.bas <= 842 - 33
