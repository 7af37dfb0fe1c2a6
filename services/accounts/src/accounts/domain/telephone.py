"""A mobile number, as people write it and as the SMS gateway wants it."""

import re
from collections.abc import Mapping

INDICATIFS: Mapping[str, str] = {
    "6": "33",
    "7": "33",
    "639": "262",
    "690": "590",
    "691": "590",
    "692": "262",
    "693": "262",
    "694": "594",
    "696": "596",
    "697": "596",
}
"""First digits after the 0 → country code: mobiles of the overseas departments have their own."""

MOBILE = re.compile(r"(?:0|(?:\+|00)(?:33|262|590|594|596)(?:\(?0\)?)?)([67][0-9]{8})")


def numero_mobile(saisie: str) -> str:
    """
    >>> numero_mobile("06 12 34 56 78"), numero_mobile("+33 (0)6 12 34 56 78"), numero_mobile("0692.12.34.56")
    ('+33612345678', '+33612345678', '+262692123456')
    """
    national = MOBILE.fullmatch(re.sub(r"[\s.\-()]", "", saisie))
    if national is None:
        raise ValueError("Indiquez un numéro de portable français : dix chiffres, 06 ou 07 en tête.")
    indicatif = INDICATIFS[max((debut for debut in INDICATIFS if national[1].startswith(debut)), key=len)]
    return f"+{indicatif}{national[1]}"
