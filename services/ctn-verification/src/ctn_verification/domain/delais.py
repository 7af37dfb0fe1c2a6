"""How long the CTN waits for its own engine."""

from datetime import timedelta

CONTROLE_ABSENT = "controle-absent"
PATIENCE = timedelta(minutes=15)  # past the whole ladder of retries: then an agent looks

EPHOTO_PERIMEE = "ephoto-perimee"
MARGE_EPHOTO = timedelta(
    days=30
)  # after its six months (domain.md §4.3): a validation in time may be late to be heard of
