"""The tables of checks: what is measured, from where on it is a doubt, from where on a refusal."""

from ctn_verification.domain.regles.regle import Regle, Sens
from ctn_verification.domain.regles.version import MOTEUR, REGLES, tables

__all__ = ["MOTEUR", "REGLES", "Regle", "Sens", "tables"]
