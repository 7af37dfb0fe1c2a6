"""How the mark looks, on a picture and on a PDF alike."""

ENCRE = (20, 40, 120)
OPACITE = 0.28  # read at a glance, and every letter beneath is read too
INCLINAISON = 30  # degrees
