"""What demandes does when others have spoken: one module for each publisher, one function for each event."""

from demandes.handlers import accounts, ctn, instruction, suivi

HANDLERS = [*accounts.HANDLERS, *ctn.HANDLERS, *instruction.HANDLERS, *suivi.HANDLERS]
