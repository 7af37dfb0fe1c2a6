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
    PAGE_DE_TRAVERS = (
        "page_de_travers",
        "La page est de travers.",
        "Posez le document bien droit, placez l'appareil au-dessus de lui, puis reprenez la photo.",
    )
    PAGE_EN_DOUBLE = (
        "page_en_double",
        "La même page est jointe deux fois.",
        "Joignez le recto et le verso, ou toutes les pages, une seule fois chacune.",
    )
    SANS_COULEURS = (
        "sans_couleurs",
        "Le document est en noir et blanc.",
        "Numérisez ou photographiez l'original en couleurs, pas une photocopie.",
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
    VISAGE_INTROUVABLE = (
        "visage_introuvable",
        "Le contrôle automatique ne trouve pas de visage de face.",
        "Reprenez la photo de face, tête nue et droite, le visage entièrement visible ; sinon un agent la vérifiera.",
    )
    PLUSIEURS_VISAGES = (
        "plusieurs_visages",
        "Plusieurs visages sont visibles sur la photo.",
        "Reprenez la photo avec une seule personne, devant un fond uni.",
    )
    VISAGE_TAILLE = (
        "visage_taille",
        "Le visage n'a pas la taille demandée : 32 à 36 mm du menton au sommet du crâne, soit 70 à 80 % de la hauteur.",
        "Recadrez la photo, ou changez de distance, pour que le visage occupe 70 à 80 % de la hauteur.",
    )
    VISAGE_PLACE = (
        "visage_place",
        "Le visage n'est pas centré.",
        "Recadrez la photo : le visage au milieu, les yeux un peu au-dessus de la moitié de la hauteur.",
    )
    VISAGE_COUPE = (
        "visage_coupe",
        "Une partie de la tête est hors de la photo.",
        "Reculez ou recadrez : toute la tête doit être visible, avec un peu de fond au-dessus des cheveux.",
    )
    VISAGE_PENCHE = (
        "visage_penche",
        "La tête n'est pas droite.",
        "Redressez la tête ou la photo : les deux yeux doivent être à la même hauteur.",
    )
    VISAGE_TOURNE = (
        "visage_tourne",
        "Le visage n'est pas de face.",
        "Reprenez la photo en regardant l'objectif, les deux côtés du visage également visibles.",
    )
    YEUX_INVISIBLES = (
        "yeux_invisibles",
        "Les yeux sont fermés ou ne sont pas bien visibles.",
        "Reprenez la photo les yeux ouverts, sans mèche, ni verre teinté, ni monture devant les yeux.",
    )
    YEUX_ROUGES = (
        "yeux_rouges",
        "Les yeux sont rouges.",
        "Reprenez la photo sans flash direct.",
    )
    REFLET_LUNETTES = (
        "reflet_lunettes",
        "Un reflet cache une partie des yeux.",
        "Retirez les lunettes ou éloignez la lampe, puis reprenez la photo.",
    )
    FOND_PHOTO = (
        "fond_photo",
        "Le fond n'est pas uni et clair.",
        "Reprenez la photo devant un fond uni gris clair ou bleu clair, sans ombre ; le blanc est interdit.",
    )
    LUMIERE_INEGALE = (
        "lumiere_inegale",
        "Le visage n'est pas éclairé également des deux côtés.",
        "Placez-vous face à la lumière, sans lampe sur le côté, puis reprenez la photo.",
    )
    SANS_COULEUR = (
        "sans_couleur",
        "La photo n'est pas en couleur.",
        "Déposez la photo en couleur.",
    )
    COULEUR_FAUSSEE = (
        "couleur_faussee",
        "Les couleurs de la photo ne sont pas naturelles.",
        "Reprenez la photo à la lumière du jour ou réglez la balance des blancs, sans filtre.",
    )
    PHOTO_REPRODUITE = (
        "photo_reproduite",
        "La photo semble prise d'un écran ou d'un imprimé : on y voit une trame.",
        "Déposez le fichier d'origine, ou numérisez un tirage photographique et non une impression.",
    )
    PHOTO_DESSINEE = (
        "photo_dessinee",
        "L'image ressemble à un dessin ou à une photo retouchée.",
        "Déposez une photo non retouchée, prise il y a moins de six mois.",
    )
    SIGNATURE_MULTIPLE = (
        "signature_multiple",
        "Plusieurs signatures ou taches sont visibles dans le cadre.",
        "Faites signer une seule fois, puis ne numérisez que l'intérieur du cadre, sans autre inscription.",
    )
    SIGNATURE_ENCADREE = (
        "signature_encadree",
        "Un trait du cadre ou du texte imprimé est visible autour de la signature.",
        "Recadrez sur la signature seule, à l'intérieur du cadre, sans trait ni texte imprimé.",
    )
    SIGNATURE_DOUTEUSE = (
        "signature_douteuse",
        "L'image ne ressemble pas à une signature à l'encre sur du papier.",
        "Faites signer à l'encre noire sur du papier blanc, puis numérisez à 300 points par pouce.",
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
    LECTURE_IMPOSSIBLE = (
        "lecture_impossible",
        "Ce que la pièce porte pour être lu par une machine n'a pas pu être lu ou vérifié.",
        "Joignez une image à plat et nette de la face concernée ; sinon un agent vérifiera.",
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


CAUSES_EPHOTO = frozenset(
    {
        Cause.PROPORTIONS_PHOTO,
        Cause.VISAGE_INTROUVABLE,
        Cause.PLUSIEURS_VISAGES,
        Cause.VISAGE_TAILLE,
        Cause.VISAGE_PLACE,
        Cause.VISAGE_COUPE,
        Cause.VISAGE_PENCHE,
        Cause.VISAGE_TOURNE,
        Cause.YEUX_INVISIBLES,
        Cause.YEUX_ROUGES,
        Cause.REFLET_LUNETTES,
        Cause.FOND_PHOTO,
        Cause.LUMIERE_INEGALE,
        Cause.SANS_COULEUR,
        Cause.COULEUR_FAUSSEE,
        Cause.PHOTO_REPRODUITE,
        Cause.PHOTO_DESSINEE,
        Cause.SIGNATURE_VIDE,
        Cause.SIGNATURE_COUPEE,
        Cause.SIGNATURE_MULTIPLE,
        Cause.SIGNATURE_ENCADREE,
        Cause.SIGNATURE_DOUTEUSE,
        Cause.PHOTO_INUTILISABLE,
    }
)
"""What is wrong with photo or signature: put right by a new photo code, not by another file."""
