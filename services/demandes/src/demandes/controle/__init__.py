"""The upload gate: what a machine can say of a file without an image engine, while the person is still there."""

from demandes.controle.gate import Accepte, Gate

__all__ = ["Accepte", "Gate"]
