"""What kind of device a session was opened on: enough to recognise one's own, too little to follow anybody."""

INCONNU = "Appareil inconnu"

NAVIGATEURS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
"""Sign in the User-Agent → name, the first that is found: many browsers also claim to be another."""


def appareil(user_agent: str) -> str:
    """
    >>> appareil("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
    'Firefox sur Linux'
    """
    found = [next((nom for signe, nom in table if signe in user_agent), "") for table in (NAVIGATEURS, SYSTEMES)]
    return " sur ".join(filter(None, found)) or INCONNU
