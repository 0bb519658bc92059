"""Which regions lie in which. Pure.

Regions are ISO 3166 codes, those of states among them ("US-CA"), and "EU", "EEA", "Europe",
"Americas", "LatAm", "Asia", "Africa".
"""

from collections.abc import Iterable
from functools import cache

_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_LATIN = "AR BO BR CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV UY VE"
_MEMBERS = {
    "EU": _EU,
    "EEA": f"EU {_EU} IS LI NO",
    "Europe": f"EU EEA {_EU} IS LI NO AD AL BA BY CH FO GB GG GI IM JE MC MD ME MK RS RU SM UA VA"
    " XK",
    "LatAm": _LATIN,
    "Americas": f"LatAm {_LATIN} BB BM BS BZ CA GY HT JM SR TT US",
    "Asia": "AE AF AM AZ BD BH BN BT CN GE HK ID IL IN IQ IR JO JP KG KH KR KW KZ LA LB LK MM MN MO"
    " MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    "Africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA"
    " MG ML MR MU MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW",
}


def meet(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether a region of one side is one of the other, lies in one, or holds one."""
    given = set(others)
    return any(
        one == other or one in _around(other) or other in _around(one)
        for one in some
        for other in given
    )


@cache
def _around(region: str) -> frozenset[str]:
    """Return the larger regions in which a region lies."""
    country = region.partition("-")[0]
    larger = {area for area, members in _MEMBERS.items() if country in members.split()}
    return frozenset(larger if country == region else {country, *larger})
