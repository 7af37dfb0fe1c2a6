"""What pages may use."""

from dataclasses import dataclass

from portal.clients import Interlocuteurs
from portal.rendu import Gabarits
from portal.session.cookies import Cookies
from portal.session.signature import Signature


@dataclass(frozen=True)
class App:
    """The parts of the portal; `public_url` is the address under which browsers know it."""

    interlocuteurs: Interlocuteurs
    gabarits: Gabarits
    signature: Signature
    cookies: Cookies
    public_url: str

    async def close(self) -> None:
        await self.interlocuteurs.close()
