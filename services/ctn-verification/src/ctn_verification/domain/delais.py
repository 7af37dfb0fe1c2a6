"""How long the CTN waits for its own engine."""

from datetime import timedelta

CONTROLE_ABSENT = "controle-absent"
PATIENCE = timedelta(minutes=15)  # past the whole ladder of retries: then an agent looks
