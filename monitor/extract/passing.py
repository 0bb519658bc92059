"""What passes by itself in a text that says the same: relative times of an update, counters. Pure.

Each rule needs its surroundings: "deleted after 30 days" and "more than 30 days ago" are terms.
"""

import re

_EN = (
    r"(?:over\s|about\s|almost\s|more\sthan\s)?(?:an?|one|\d+)\s(?:second|minute|min|hour|day|week|month|year)s?\sago"
    r"|just\snow|yesterday|today|(?:this|last)\s(?:week|month|year)"
)
_FR = (
    r"il\sy\sa\s(?:environ\s)?(?:une?|\d+)\s"
    r"(?:seconde|minute|heure|jour|semaine|mois|an(?:née)?)s?|hier|aujourd'hui"
)
_DE = (
    r"vor\s(?:etwa\s)?(?:eine[mr]?|\d+)\s"
    r"(?:Sekunde|Minute|Stunde|Tag|Woche|Monat|Jahr)(?:e?n)?|gestern|heute"
)
_ZH = r"\d+\s?(?:秒钟?|分钟|小时|天|日|周|星期|个月|月|年)(?:之?前)|刚刚|昨天|今天"
_ES = r"hace\s(?:una?|\d+)\s(?:segundo|minuto|hora|día|semana|mes|año)(?:e?s)?|ayer|hoy"
_IT = (
    r"(?:un[ao']?|\d+)\s?(?:second[oi]|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi])\sfa"
    r"|ieri|oggi"
)
_PT = (
    r"há\s(?:cerca\sde\s)?(?:uma?|\d+)\s"
    r"(?:segundo|minuto|hora|dia|semana|mês|mes|ano)(?:e?s)?|ontem|hoje"
)
_JA_KO = (
    r"\d+\s?(?:秒|分|時間|日|週間|[かカヵヶケ]月|年)前|\d+\s?(?:초|분|시간|일|주|개월|달|년)\s?전"
)
_AFTER = (
    r"(?:(?:een|jeden|bir|\d+)\s)?"
    r"(?:(?:seconden?|minu(?:ut|ten)|uur|uren|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar|jaren)\sgeleden"
    r"|(?:minutę|godzinę|dzień|tydzień|miesiąc|rok)\stemu|(?:час|день|неделю|месяц|год)\sназад"
    r"|(?:годину|день|тиждень|місяць|рік)\sтому|(?:saniye|dakika|saat|gün|hafta|ay|yıl)\sönce)"
    r"|\d+\s[^\W\d_]{2,8}\s(?:temu|назад|тому)"
)
_BEFORE = (
    r"(?:před\s\d+|acum\s(?:\d+|o|un))\s[^\W\d_]{2,9}"
    r"|před\s(?:hodinou|dnem|týdnem|měsícem|rokem)"
    r"|för\s(?:en|ett|\d+)\s[^\W\d_]{2,8}\ssedan|for\s(?:en|et|\d+)\s[^\W\d_]{2,8}\ssiden"
)
_AGO = f"(?:{'|'.join((_EN, _FR, _DE, _ZH, _ES, _IT, _PT, _JA_KO, _AFTER, _BEFORE))})"
_UPDATED = (
    r"(?:updated?|modified|edited|published|posted|changed|revised|reviewed"
    r"|mise?s?\sà\sjour|modifiée?|publiée?|révisée?|actualisée?"
    r"|aktualisiert|aktualisierung|geändert|änderung|veröffentlicht|bearbeitet|Stand"
    r"|更新(?:于|时间|日期)?|发布(?:于|时间)?|修改(?:于|时间)?|修订"
    r"|actualiza(?:do|da|ción)|modifica(?:do|da|ción)|publica(?:do|da)|editado"
    r"|bijgewerkt|gewijzigd|zaktualizowano|обновлено|изменено|оновлено|змінено|güncellen(?:di|me)"
    r"|aktualizováno|upraveno|actualizat|modificat|uppdatera(?:d|t|des)|opdatere[td]|oppdatert"
    r"|aggiorna(?:to|ta|mento)|modifica(?:to|ta)|pubblicat[oa]|ultima\smodifica"
    r"|atualiza(?:do|da|ção)|alterad[oa]|editad[oa])"
)
_UPDATED_AGO = re.compile(
    rf"({_UPDATED}[\s:：(-]{{0,4}}(?:\w{{1,9}}\s?:?\s){{0,2}}?)({_AGO})(?!\w)", re.IGNORECASE
)
_AGO_UPDATED = re.compile(
    rf"(\W*)(?:{_AGO})(?=\s?(?:aktualisiert|geändert|bearbeitet"
    r"|veröffentlicht|(?:に)?更新|发布|修改|güncellendi|bijgewerkt|업데이트)\W*$)",
    re.IGNORECASE,
)
_ONLY_AGO = re.compile(rf"\W*(?:{_AGO})\W*", re.IGNORECASE)
_AGO_HINTS = (
    *(
        " ago",
        "just now",
        "yesterday",
        "today",
        "this ",
        "last ",
        "il y a",
        "hier",
        "aujourd",
        "vor ",
        "gestern",
    ),
    *("heute", "前", "刚刚", "昨天", "今天", "hace ", "ayer", "hoy", " fa", "ieri", "oggi", "há "),
    *("ontem", "hoje", "전", "geleden", " temu", " назад", " тому", "önce", "před ", "acum "),
    *(" sedan", " siden"),
)
_PARTNER_HINTS = (
    *("partner", "partenaire", "vendor", "provider", "fournisseur", "prestataire", "anbieter"),
    *("dienstleister", "socios", "proveedor", "fornitori", "parceiro", "fornecedor"),
    *("合作伙伴", "供应商"),
)
_VOTE_HINTS = ("found", "person", "trouv", "fanden", "pessoas", "utili")
_DIGITS = re.compile(r"\d\d")
_SHORT = 60
_LONGEST = 400

_MANY = r"\d(?:[\d., ]*\d)"
_PARTNERS = re.compile(
    rf"\b(our|with|and|nos|unsere[nr]?|und|et|nuestros|y|i\snostri|nostri|e|(?:os\s)?nossos)\s({_MANY})\s+"
    r"((?:[^\W\d]+\s){0,2}?"
    r"(?:partners?|vendors?|providers|partenaires|fournisseurs|prestataires|Partnern?|Anbietern?"
    r"|Drittanbietern?|Dienstleistern?|socios|proveedores|fornitori|parceiros|fornecedores))\b",
    re.IGNORECASE,
)
_PARTNERS_ZH = re.compile(r"(我们的?)\s?\d[\d,]*\s?(?:家|个|位)?(合作伙伴|供应商)")
_VOTES = re.compile(
    r"\b\d[\d.,]*\s(?:out\sof|of|sur|von|de|di)\s\d[\d.,]*\s"
    r"(?=(?:people\s)?(?:found\sthis|users?\sfound|personne|trouv|fanden|Person|personas|persone|pessoas|utili))",
    re.IGNORECASE,
)


def without_passing(text: str) -> str:
    """Return the text without its relative update times and counters; white space as given.

    Args:
        text: Normal form so far: one line, single spaces, plain quotes.
    """
    if len(text) <= _SHORT and _ONLY_AGO.fullmatch(text):
        return "(some time)"
    lowered = text.lower()
    if len(text) <= _LONGEST and _has_any(lowered, _AGO_HINTS):
        text = _UPDATED_AGO.sub(r"\1(some time)", text)
        if len(text) <= _SHORT and (found := _AGO_UPDATED.match(text)):
            text = f"{found[1]}(some time){text[found.end() :]}"
    if _DIGITS.search(text):
        if _has_any(lowered, _PARTNER_HINTS):
            text = _PARTNERS.sub(r"\1 \3", text)
            text = _PARTNERS_ZH.sub(r"\1\2", text)
        if _has_any(lowered, _VOTE_HINTS):
            text = _VOTES.sub("", text)
    return text


def _has_any(lowered: str, hints: tuple[str, ...]) -> bool:
    """Tell cheaply that a rule cannot apply: most clauses have none of its words."""
    return any(map(lowered.__contains__, hints))
