"""Why a file or an image is not accepted, each with its remedy; the measures behind them belong to the services.

`libelle` is the cause, `remede` what the person can do about it (the CTN's « causes de rejet », seed 000).
"""

from enum import StrEnum
from typing import Self


class Cause(StrEnum):
    remede: str
    libelle: str

    def __new__(cls, code: str, libelle: str, remede: str) -> Self:
        cause = str.__new__(cls, code)
        cause._value_ = code
        cause.libelle = libelle
        cause.remede = remede
        return cause

    FORMAT_REFUSE = (
        "format_refuse",
        "Ce fichier n'est ni un JPG, ni un PNG, ni un BMP, ni un TIFF, ni un HEIC, ni un PDF.",
        "Enregistrez le document dans l'un de ces formats, ou photographiez-le, puis joignez-le de nouveau.",
    )
    EXTENSION_TROMPEUSE = (
        "extension_trompeuse",
        "Le contenu du fichier ne correspond pas à son nom.",
        "Renommez le fichier avec l'extension de son vrai format, ou enregistrez-le de nouveau.",
    )
    FICHIER_VIDE = (
        "fichier_vide",
        "Le fichier est vide.",
        "Vérifiez que le fichier s'ouvre sur votre appareil, puis joignez-le de nouveau.",
    )
    FICHIER_ILLISIBLE = (
        "fichier_illisible",
        "Le fichier est endommagé ou incomplet et ne peut pas être lu.",
        "Vérifiez que le fichier s'ouvre sur votre appareil, numérisez ou photographiez de nouveau le document.",
    )
    FICHIER_TROP_LOURD = (
        "fichier_trop_lourd",
        "Le fichier dépasse 11 Mo.",
        "Réduisez la résolution de la numérisation (300 points par pouce suffisent) ou enregistrez en JPG.",
    )
    TROP_DE_PIXELS = (
        "trop_de_pixels",
        "L'image a des dimensions démesurées.",
        "Numérisez à 300 points par pouce ou réduisez l'image : 5 000 pixels de côté suffisent largement.",
    )
    TROP_DE_PAGES = (
        "trop_de_pages",
        "Le nombre de pages dépasse le maximum de cette pièce.",
        "Ne joignez que les pages demandées, ou supprimez une page déjà jointe.",
    )
    PDF_PROTEGE = (
        "pdf_protege",
        "Le PDF est protégé par un mot de passe.",
        "Enregistrez-le sans mot de passe (« Imprimer » puis « Enregistrer au format PDF »), puis joignez-le.",
    )
    PDF_ACTIF = (
        "pdf_actif",
        "Le PDF contient un programme ou un fichier caché.",
        "Imprimez-le en PDF (« Imprimer » puis « Enregistrer au format PDF ») et joignez la copie obtenue.",
    )
    TROP_PETITE = (
        "trop_petite",
        "L'image est trop petite pour être lue.",
        "Photographiez de plus près, ou numérisez à 300 points par pouce.",
    )
    FLOUE = (
        "floue",
        "L'image est floue.",
        "Posez le document à plat, nettoyez l'objectif, attendez la mise au point, puis reprenez la photo.",
    )
    TROP_SOMBRE = (
        "trop_sombre",
        "L'image est trop sombre.",
        "Reprenez la photo à la lumière du jour, sans vous placer entre la lumière et le document.",
    )
    TROP_CLAIRE = (
        "trop_claire",
        "L'image est trop claire, des parties sont effacées par la lumière.",
        "Coupez le flash et éloignez la lampe, puis reprenez la photo.",
    )
    REFLET = (
        "reflet",
        "Un reflet efface une partie du document.",
        "Coupez le flash, inclinez un peu le document ou éloignez la lampe, puis reprenez la photo.",
    )
    OMBRE = (
        "ombre",
        "Une ombre couvre une partie du document.",
        "Placez-vous face à la lumière, sans que votre main ou le téléphone la cache, puis reprenez la photo.",
    )
    DOCUMENT_COUPE = (
        "document_coupe",
        "Une partie du document est hors de l'image.",
        "Reculez jusqu'à voir les quatre bords du document, puis reprenez la photo.",
    )
    TROP_COMPRESSEE = (
        "trop_compressee",
        "L'image a été trop compressée : ses détails sont perdus.",
        "Joignez la photo d'origine, sans la faire passer par une messagerie qui la réduit.",
    )
    PAGE_BLANCHE = (
        "page_blanche",
        "La page est vide.",
        "Vérifiez le sens du document dans le scanner, puis numérisez de nouveau.",
    )
    PROPORTIONS_PHOTO = (
        "proportions_photo",
        "La photo n'a pas les proportions d'une photo d'identité (35 × 45 mm).",
        "Recadrez la photo au format 35 × 45 mm, de face, le visage centré.",
    )
    SIGNATURE_VIDE = (
        "signature_vide",
        "Aucune signature n'est visible dans le cadre.",
        "Faites signer de nouveau à l'encre noire, à l'intérieur du cadre.",
    )
    SIGNATURE_COUPEE = (
        "signature_coupee",
        "La signature touche le bord du cadre.",
        "Faites signer de nouveau, entièrement à l'intérieur du cadre.",
    )
    PHOTO_INUTILISABLE = (
        "photo_inutilisable",
        "La photo ou la signature numérique ne peut pas être utilisée.",
        "Retournez chez un photographe agréé et indiquez le nouveau code photo-signature.",
    )
    PIECE_MANQUANTE = (
        "piece_manquante",
        "Une pièce nécessaire à l'instruction manque.",
        "Joignez la pièce demandée.",
    )
    PIECE_NON_RECEVABLE = (
        "piece_non_recevable",
        "La pièce jointe n'est pas celle qui est demandée, ou n'est plus valable.",
        "Joignez une pièce de la liste acceptée, en cours de validité.",
    )
    IDENTITE_DIFFERENTE = (
        "identite_differente",
        "L'état civil saisi n'est pas rigoureusement identique à celui de la pièce d'identité.",
        "Joignez la pièce d'identité qui correspond à l'état civil saisi, ou déposez une nouvelle demande.",
    )
    PIECE_PERIMEE = (
        "piece_perimee",
        "La pièce n'est plus valable à la date de la demande.",
        "Joignez une pièce en cours de validité, ou plus récente.",
    )
    PIECE_D_UNE_AUTRE_PERSONNE = (
        "piece_d_une_autre_personne",
        "La pièce n'est pas au nom de la personne qui demande le permis.",
        "Joignez une pièce à son nom, ou l'attestation d'hébergement et la pièce d'identité de l'hébergeant.",
    )
    PIECE_INCOMPLETE = (
        "piece_incomplete",
        "Il manque une page ou une face de la pièce.",
        "Joignez toutes les pages, recto et verso.",
    )
    AVIS_MEDICAL_INCOMPLET = (
        "avis_medical_incomplet",
        "L'avis médical n'est pas rempli, signé ou daté par un médecin agréé.",
        "Faites compléter le formulaire par un médecin agréé par le préfet, puis joignez-le.",
    )
    EXAMEN_INTROUVABLE = (
        "examen_introuvable",
        "La réussite à l'examen n'a pas été retrouvée avec le numéro NEPH et la date indiqués.",
        "Vérifiez le numéro NEPH et la date de l'examen, et joignez le certificat d'examen (CEPC).",
    )
    TAXE_NON_PAYEE = (
        "taxe_non_payee",
        "Le paiement de la taxe régionale n'est pas prouvé.",
        "Réglez la taxe auprès du régisseur de la préfecture, puis joignez la preuve de paiement.",
    )
    VIRUS = (
        "virus",
        "Le fichier contient un programme dangereux.",
        "Ne l'ouvrez pas. Numérisez ou photographiez de nouveau le document depuis un appareil sain.",
    )
