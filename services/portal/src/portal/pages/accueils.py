"""Where each role begins, and what stands in its menu: a row is an address and its words."""

from collections.abc import Mapping

from contracts.vocabulary.roles import Role

Menu = tuple[tuple[str, str], ...]

ACCUEILS: Mapping[Role, str] = {
    Role.USAGER: "/monespace",
    Role.AUTO_ECOLE: "/auto-ecole",
    Role.AGENT_CTN: "/ctn",
    Role.INSTRUCTEUR: "/instruction",
    Role.SUPERVISEUR: "/instruction/supervision",
    Role.ADMINISTRATEUR: "/administration",
}

MENUS: Mapping[Role, Menu] = {
    Role.USAGER: (
        ("/monespace", "Accueil"),
        ("/monespace/demandes", "Mon espace conducteur"),
        ("/monespace/messages", "Mes messages"),
        ("/monespace/documents", "Mes documents"),
        ("/monespace/compte", "Mon compte"),
    ),
    Role.AUTO_ECOLE: (
        ("/auto-ecole", "Accueil"),
        ("/auto-ecole/demandes", "Suivi des demandes"),
        ("/monespace/nouvelle-demande", "Nouvelle demande"),
        ("/auto-ecole/transferts", "Transferts"),
        ("/monespace/messages", "Messages"),
        ("/monespace/compte", "Compte"),
    ),
    Role.AGENT_CTN: (
        ("/ctn", "File d'attente"),
        ("/ctn/liasses", "Formulaires papier"),
        ("/monespace/compte", "Compte"),
    ),
    Role.INSTRUCTEUR: (
        ("/instruction", "Dossiers"),
        ("/monespace/compte", "Compte"),
    ),
    Role.SUPERVISEUR: (
        ("/instruction/supervision", "Délais du service"),
        ("/instruction", "Dossiers"),
        ("/monespace/compte", "Compte"),
    ),
    Role.ADMINISTRATEUR: (
        ("/administration", "Tableau de bord"),
        ("/administration/agrements", "Agréments"),
        ("/administration/agents", "Agents"),
        ("/administration/programmes", "Programmes"),
        ("/administration/abonnements", "Abonnements"),
        ("/administration/exploitation", "Exploitation"),
        ("/monespace/compte", "Compte"),
    ),
}
