"""What an operator's command runs into."""


class CommandeRefusee(Exception):
    """What the operator must change; shown as it is."""
