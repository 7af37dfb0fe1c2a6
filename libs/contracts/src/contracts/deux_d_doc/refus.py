"""Why a code is not believed, in words for the person who shows it or who checks it."""

from contracts.errors import RuleBroken


class CodeRefuse(RuleBroken):
    """One of the four below."""

    slug = "deux-d-doc-refuse"
    title = "Ce code 2D-Doc ne peut pas être accepté"
    kind = "invalide"


class Illisible(CodeRefuse):
    slug = "deux-d-doc-illisible"
    title = "Ce code n'est pas un 2D-Doc lisible"

    def __init__(self, cause: str) -> None:
        super().__init__(f"{cause} Photographiez ou scannez à nouveau le code entier, à plat et net.")


class CertificatInconnu(CodeRefuse):
    slug = "deux-d-doc-certificat-inconnu"
    title = "L'émetteur de ce code n'est pas reconnu"

    def __init__(self, ac: str, certificat: str) -> None:
        super().__init__(
            f"Le certificat {certificat} de l'autorité {ac} n'est pas dans la liste de confiance. "
            "Demandez un document à un émetteur reconnu, ou vérifiez-le auprès de son émetteur."
        )


class CertificatPerime(CodeRefuse):
    slug = "deux-d-doc-certificat-perime"
    title = "Le code a été signé hors des dates du certificat"

    def __init__(self, cause: str) -> None:
        super().__init__(f"{cause} Demandez à l'émetteur un document plus récent.")


class SignatureFausse(CodeRefuse):
    slug = "deux-d-doc-signature-fausse"
    title = "La signature de ce code est fausse"

    def __init__(self) -> None:
        super().__init__(
            "Les données ont été modifiées, ou n'ont pas été signées par cet émetteur. Refusez ce document."
        )
