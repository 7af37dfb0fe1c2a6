"""The French sentences for what pydantic refuses: the cause, then the remedy."""

from collections.abc import Mapping
from typing import Any

FALLBACK = "La valeur n'a pas la forme attendue : corrigez-la."

ENTIER = "Un nombre entier est attendu : écrivez-le en chiffres, sans virgule."
NOMBRE = "Un nombre est attendu : écrivez-le en chiffres, avec un point pour les décimales."
DATE = "La date n'est pas lisible : écrivez-la AAAA-MM-JJ."
INSTANT = "L'instant n'est pas lisible : écrivez-le AAAA-MM-JJTHH:MM:SS+00:00."
HEURE = "L'heure n'est pas lisible : écrivez-la HH:MM."
OUI_NON = "Un oui ou non est attendu : envoyez true ou false."
UUID = "L'identifiant n'est pas un UUID : reprenez celui qui vous a été donné."
URL = "L'adresse n'est pas une URL : écrivez-la en entier, https:// compris."
LISTE = "Une liste est attendue : mettez les valeurs entre crochets."
OBJET = "Un objet est attendu : mettez les champs entre accolades."
TEXTE = "Un texte est attendu : mettez la valeur entre guillemets."
CHOIX = "Cette valeur n'est pas admise : choisissez {expected}."

MESSAGES: Mapping[str, str] = {
    "missing": "Ce champ est obligatoire : renseignez-le.",
    "extra_forbidden": "Ce champ n'est pas attendu ici : retirez-le.",
    "none_required": "Aucune valeur n'est attendue ici : envoyez null.",
    "string_type": TEXTE,
    "string_unicode": "Le texte contient un caractère incomplet : retirez-le.",
    "string_not_ascii": "Seuls les caractères sans accent sont admis : remplacez les autres.",
    "string_too_short": "Le texte est trop court : donnez au moins {min_length} caractère(s).",
    "string_too_long": "Le texte est trop long : donnez au plus {max_length} caractère(s).",
    "string_pattern_mismatch": "Le format n'est pas celui attendu : respectez le modèle {pattern}",
    "enum": CHOIX,
    "literal_error": CHOIX,
    "union_tag_invalid": "Le champ {discriminator} n'a pas une valeur admise : choisissez {expected_tags}.",
    "union_tag_not_found": "Le champ {discriminator} est obligatoire : renseignez-le.",
    "bool_type": OUI_NON,
    "bool_parsing": OUI_NON,
    "int_type": ENTIER,
    "int_parsing": ENTIER,
    "int_parsing_size": "Le nombre a trop de chiffres : raccourcissez-le.",
    "int_from_float": ENTIER,
    "float_type": NOMBRE,
    "float_parsing": NOMBRE,
    "decimal_type": NOMBRE,
    "decimal_parsing": NOMBRE,
    "decimal_max_digits": "Le nombre a trop de chiffres : donnez-en au plus {max_digits}.",
    "decimal_max_places": "Le nombre a trop de décimales : donnez-en au plus {decimal_places}.",
    "decimal_whole_digits": "Le nombre est trop grand : donnez au plus {whole_digits} chiffre(s) avant le point.",
    "finite_number": NOMBRE,
    "multiple_of": "Le nombre doit être un multiple de {multiple_of} : corrigez-le.",
    "greater_than": "Le nombre est trop petit : donnez plus de {gt}.",
    "greater_than_equal": "Le nombre est trop petit : donnez au moins {ge}.",
    "less_than": "Le nombre est trop grand : donnez moins de {lt}.",
    "less_than_equal": "Le nombre est trop grand : donnez au plus {le}.",
    "too_short": "Il manque des éléments : donnez-en au moins {min_length}.",
    "too_long": "Il y a trop d'éléments : donnez-en au plus {max_length}.",
    "list_type": LISTE,
    "tuple_type": LISTE,
    "set_type": LISTE,
    "frozen_set_type": LISTE,
    "dict_type": OBJET,
    "model_type": OBJET,
    "model_attributes_type": OBJET,
    "dataclass_type": OBJET,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "date_past": "La date doit être passée : corrigez-la.",
    "date_future": "La date doit être à venir : corrigez-la.",
    "time_type": HEURE,
    "time_parsing": HEURE,
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "datetime_past": "L'instant doit être passé : corrigez-le.",
    "datetime_future": "L'instant doit être à venir : corrigez-le.",
    "timezone_naive": "Le fuseau horaire n'est pas attendu : retirez-le.",
    "timezone_aware": "Le fuseau horaire manque : ajoutez-le (par exemple +01:00).",
    "uuid_type": UUID,
    "uuid_parsing": UUID,
    "uuid_version": UUID,
    "url_type": URL,
    "url_parsing": URL,
    "url_syntax_violation": URL,
    "url_too_long": "L'adresse est trop longue : donnez au plus {max_length} caractères.",
    "url_scheme": "L'adresse commence mal : employez {expected_schemes}.",
    "recursion_loop": "La valeur se contient elle-même : simplifiez-la.",
    "recursion_depth_exceeded": "La valeur est trop imbriquée : simplifiez-la.",
}


def message(error: Mapping[str, Any]) -> str:
    """The sentence for one pydantic error. Our own validators raise ValueError with a sentence in French."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    if error["type"] in ("value_error", "assertion_error"):
        return _of_validator(context)
    words = {name: str(value).replace(" or ", " ou ") for name, value in context.items()}
    try:
        return MESSAGES.get(error["type"], FALLBACK).format_map(words)
    except KeyError:
        return FALLBACK


def _of_validator(context: Mapping[str, Any]) -> str:
    said = str(context.get("error", ""))
    if "reason" in context:  # pydantic's EmailStr, in English
        return "L'adresse électronique n'est pas valable : vérifiez-la (par exemple nom@domaine.fr)."
    if said.startswith("Expected UploadFile"):  # FastAPI's, in English
        return "Un fichier est attendu : joignez-le à l'envoi (multipart/form-data)."
    return said or FALLBACK
