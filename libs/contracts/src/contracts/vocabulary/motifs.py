"""The motifs of a demande, as the screen words them (seeds 000, 002, 003, 004; domain.md §2.1)."""

from contracts.vocabulary.mot import Mot


class Motif(Mot):
    INSCRIPTION = "inscription", "Inscription au permis nécessitant le passage d'un examen pratique"
    TITRE_EXAMEN = "titre_examen", "Fabrication d'un nouveau permis : réussite à l'examen"
    TITRE_FORMATION = "titre_formation", "Fabrication d'un nouveau permis : titre à la suite d'une formation"
    PERTE = "perte", "Fabrication d'un nouveau permis : perte"
    VOL = "vol", "Fabrication d'un nouveau permis : vol"
    DETERIORATION = "deterioration", "Fabrication d'un nouveau permis : détérioration"
    FIN_DE_VALIDITE = "fin_de_validite", "Fabrication d'un nouveau permis : fin de validité"
    ETAT_CIVIL = "etat_civil", "Fabrication d'un nouveau permis : changement d'état civil"
    CONVERSION = "conversion", "Conversion de brevet militaire"
    DIPLOME = "diplome", "Validation de diplôme professionnel"
    INVALIDATION = "invalidation", "Demande à la suite d'une invalidation ou d'une annulation de permis"
    SUSPENSION = "suspension", "Demande à la suite d'une suspension de permis"
