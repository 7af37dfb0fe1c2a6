"""How long an SMS is: GSM-7 counts 160 characters, one letter outside it makes all of it UCS-2 (3GPP 23.038)."""

import math

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_DOUBLE = frozenset("^{}\\[~]|€\f")
SEGMENTS_MAX = 4


def segments(texte: str) -> int:
    """How many SMS the operator sends for it; a long one loses some room of each to their numbering."""
    if all(c in GSM7 or c in GSM7_DOUBLE for c in texte):
        length, alone, chained = sum(2 if c in GSM7_DOUBLE else 1 for c in texte), 160, 153
    else:
        length, alone, chained = len(texte.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= alone else math.ceil(length / chained)
