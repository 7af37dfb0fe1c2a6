"""Who may call: whoever has an account; programs have none."""

from typing import Annotated

from fastapi import Depends

from accounts.domain.client import PROGRAMMES
from accounts.domain.second_facteur import PROFESSIONNELS
from contracts.identity import Caller, caller_with
from contracts.vocabulary.roles import Role

Administrateur = Annotated[Caller, Depends(caller_with(Role.ADMINISTRATEUR))]
Titulaire = Annotated[Caller, Depends(caller_with(*(role for role in Role if role not in PROGRAMMES)))]
Professionnel = Annotated[Caller, Depends(caller_with(*PROFESSIONNELS))]
