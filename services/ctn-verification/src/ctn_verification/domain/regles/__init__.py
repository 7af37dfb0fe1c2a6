"""The tables of checks: what is measured, from where on it is a doubt, from where on a refusal."""

from ctn_verification.domain.regles.document import DOCUMENT
from ctn_verification.domain.regles.photo import PHOTO
from ctn_verification.domain.regles.regle import MOTEUR, Regle, Sens
from ctn_verification.domain.regles.signature import SIGNATURE

__all__ = ["DOCUMENT", "MOTEUR", "PHOTO", "SIGNATURE", "Regle", "Sens"]
