"""The categories of the licence (domain.md §3.1)."""

from contracts.vocabulary.mot import Mot


class Categorie(Mot):
    AM = "AM", "Cyclomoteur et quadricycle léger"
    A1 = "A1", "Motocyclette légère"
    A2 = "A2", "Motocyclette jusqu'à 35 kW"
    A = "A", "Toutes motocyclettes"
    B1 = "B1", "Quadricycle lourd"
    B = "B", "Voiture particulière"
    BE = "BE", "Voiture avec remorque lourde"
    C1 = "C1", "Poids lourd de 3,5 à 7,5 t"
    C1E = "C1E", "Poids lourd de 3,5 à 7,5 t avec remorque"
    C = "C", "Poids lourd de plus de 3,5 t"
    CE = "CE", "Poids lourd de plus de 3,5 t avec remorque"
    D1 = "D1", "Transport en commun jusqu'à 16 passagers"
    D1E = "D1E", "Transport en commun jusqu'à 16 passagers avec remorque"
    D = "D", "Transport en commun"
    DE = "DE", "Transport en commun avec remorque"
