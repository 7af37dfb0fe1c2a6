"""Who is told that an address is dead: its holder by what still works, and the school that filed for him."""

from notifications.domain.adresses import apercu
from notifications.domain.contacts import Contacts
from notifications.domain.message import AEnvoyer, Destinataire, Message


def adresse_morte(message: Message, contacts: Contacts | None) -> list[AEnvoyer]:
    """What would go to the dead mailbox itself is read in the account."""
    titulaire = _titulaire(message, contacts)
    valeurs = {"apercu": apercu(message.canal, message.adresse)}
    avis = []
    if message.canal == "sms" and titulaire.email:
        avis.append(AEnvoyer("N22-telephone", "mail", titulaire, valeurs))
    if message.canal == "mail":
        avis.append(AEnvoyer("N22-adresse", "sms", titulaire, valeurs))
    if message.canal == "mail" and titulaire.compte is not None:
        avis.append(AEnvoyer("N22-adresse", "mail", titulaire, valeurs))
    auto_ecole = contacts.auto_ecole if contacts else None
    if contacts and auto_ecole and message.role != "auto_ecole":
        fait = {"numero": contacts.numero, "coordonnee": message.canal}
        avis.append(AEnvoyer("N21", "mail", auto_ecole, fait))
    return avis


def _titulaire(message: Message, contacts: Contacts | None) -> Destinataire:
    """With his other coordinate, when the demande's own are those that the message was sent to."""
    known = contacts.candidat if contacts and message.role != "auto_ecole" else None
    email, telephone = (message.adresse, None) if message.canal == "mail" else ("", message.adresse)
    if known is not None and message.adresse in (known.email, known.telephone):
        email, telephone = known.email, known.telephone
    return Destinataire(message.role, message.compte, email, telephone)
