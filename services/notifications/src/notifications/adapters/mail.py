"""A mail as it goes over the wire: text and page, who sent it, where it comes back to."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from notifications.domain.message import Message, une_seule_adresse
from notifications.domain.rebond import adresse_de_retour
from notifications.mise_en_page import en_html
from notifications.modeles import bouton
from notifications.voies import EchecDefinitif


@dataclass(frozen=True)
class Entete:
    """What all mails have in common. `retours` is the mailbox of bounces; `cle` makes an address of it for each."""

    expediteur: str
    retours: str
    cle: bytes
    domaine_public: str
    repondre_a: str | None = None

    @property
    def domaine(self) -> str:
        return self.expediteur.rpartition("@")[2]

    def retour(self, message: Message) -> str:
        return adresse_de_retour(message.id, self.retours, self.cle)


def composer(message: Message, entete: Entete, now: datetime) -> EmailMessage:
    """The Message-ID comes from the row: whoever gets a mail twice can tell. Raises EchecDefinitif."""
    if not une_seule_adresse(message.adresse):
        raise EchecDefinitif("adresse illisible", adresse_morte=True)
    mail = EmailMessage()
    mail["From"] = entete.expediteur
    mail["To"] = message.adresse
    mail["Subject"] = message.objet
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message.id}@{entete.domaine}>"
    mail["List-Id"] = f"Messages du permis de conduire <messages.{entete.domaine}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = "fr"
    if entete.repondre_a:
        mail["Reply-To"] = entete.repondre_a
    mail.set_content(message.texte + "\n", cte="quoted-printable")
    page = en_html(message.objet, message.texte, bouton=bouton(message.modele), domaine=entete.domaine_public)
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    return mail
