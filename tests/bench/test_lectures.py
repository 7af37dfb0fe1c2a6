"""The bench of reads itself works: every question finds something, at two small sizes."""

from deploy.local.place import Place
from tests.bench.lectures import QUESTIONS, base, mesurer


async def test_every_question_is_answered_at_both_sizes(place: Place) -> None:
    lectures = [lecture async for lecture in mesurer(place, 1000, 4000, fois=20)]

    assert [lecture.question for lecture in lectures] == list(QUESTIONS)
    assert all(lecture.few > 0 and lecture.many > 0 for lecture in lectures)


async def test_what_was_generated_is_found(place: Place) -> None:
    async with base(place, 3000) as b:
        assert (await b.bannette(1)).json()["elements"]
        assert len((await b.numero(5)).json()["elements"]) >= 1
        assert any([(await b.nom(n)).json()["elements"] for n in range(10)])
        suivi = (await b.suivi(0)).json()

    assert suivi["statut"] == "en_instruction"
    assert suivi["delai_usuel"]["decisions"] > 0
