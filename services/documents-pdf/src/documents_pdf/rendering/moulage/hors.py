"""Why a document is printed the plain way."""


class HorsDuMoule(Exception):
    """It does not fit the mould, or no mould can be made of it."""
