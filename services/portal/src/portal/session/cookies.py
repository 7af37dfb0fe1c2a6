"""The cookies of the pages: names, attributes, nothing else ever reaches a browser's store."""

from dataclasses import dataclass

DAYS_30 = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Cookies:
    """How cookies are written here. `sure`: over https, where `__Host-` keeps neighbours from setting them."""

    sure: bool

    def nom(self, court: str) -> str:
        return f"__Host-{court}" if self.sure else court

    def poser(self, court: str, valeur: str, *, duree: int | None = None) -> str:
        """The header that sets it; without `duree` (seconds) it ends with the browser."""
        return self._ligne(court, valeur, "" if duree is None else f"; Max-Age={duree}")

    def effacer(self, court: str) -> str:
        return self._ligne(court, "", "; Max-Age=0")

    def _ligne(self, court: str, valeur: str, age: str) -> str:
        # Lax, not Strict: the links of our mails must find the session that is open.
        return f"{self.nom(court)}={valeur}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if self.sure else ''}{age}"
