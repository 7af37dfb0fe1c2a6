"""Too many tries: the answer says how long to wait."""

from contracts.errors import RuleBroken


class TropDEssais(RuleBroken):
    slug = "trop-d-essais"
    title = "Trop d'essais"
    kind = "trop_frequent"

    def __init__(self, secondes: int) -> None:
        self.retry_after = max(1, secondes)
        minutes = -(-self.retry_after // 60)
        super().__init__(f"Attendez {minutes} minute{'s' if minutes > 1 else ''}, puis réessayez.")
