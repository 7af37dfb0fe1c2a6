"""The secret questions that a form offers, where no activation link tells them."""

from fastapi import APIRouter
from pydantic import BaseModel

from accounts.domain.questions import Question

router = APIRouter()


class QuestionProposee(BaseModel):
    code: str
    libelle: str


QUESTIONS = [QuestionProposee(code=question.value, libelle=question.libelle) for question in Question]


@router.get("/api/accounts/questions-secretes")
async def get_questions_secretes() -> list[QuestionProposee]:
    """The same for everybody."""
    return QUESTIONS
