"""What a program may do with its access token, beside having its role; people need none."""

from collections.abc import Mapping

from contracts.vocabulary.mot import Mot
from contracts.vocabulary.roles import Role


class Portee(Mot):
    EPHOTOS_DEPOSER = "ephotos:deposer", "Déposer des photos et signatures numériques"
    ABONNEMENTS_GERER = "abonnements:gerer", "Recevoir les changements de statut par webhook"


PORTEES: Mapping[Role, tuple[Portee, ...]] = {
    Role.PHOTOGRAPHE: (Portee.EPHOTOS_DEPOSER,),
    Role.PARTENAIRE: (Portee.ABONNEMENTS_GERER,),  # or they read from the broker, with its credentials
}
"""Those that a program of this role may have, and has unless its operator says otherwise."""
