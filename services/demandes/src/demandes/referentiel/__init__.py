"""The official registers in memory: communes, départements, préfectures of the arrondissements, countries."""

from demandes.referentiel.registre import Commune, Departement, Referentiel, ReferentielAbsent

__all__ = ["Commune", "Departement", "Referentiel", "ReferentielAbsent"]
