"""Public holidays of Spain by province, as dates a calendar closes on; from the `holidays` library."""

from __future__ import annotations

from typing import Final

from postventa_tui.kit.errors import NotFound, Refused
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import fold

_COMMUNITIES: Final = {
    "AN": "Andalucía|Almería|Cádiz|Córdoba|Granada|Huelva|Jaén|Málaga|Sevilla",
    "AR": "Aragón|Huesca|Teruel|Zaragoza",
    "AS": "Principado de Asturias|Asturias|Oviedo",
    "CN": "Canarias|Las Palmas|Santa Cruz de Tenerife|Tenerife",
    "CB": "Cantabria|Santander",
    "CM": "Castilla-La Mancha|Castilla la Mancha|Albacete|Ciudad Real|Cuenca|Guadalajara|Toledo",
    "CL": "Castilla y León|Ávila|Burgos|León|Palencia|Salamanca|Segovia|Soria|Valladolid|Zamora",
    "CT": "Cataluña|Catalunya|Barcelona|Girona|Gerona|Lleida|Lérida|Tarragona",
    "CE": "Ceuta",
    "EX": "Extremadura|Badajoz|Cáceres",
    "GA": "Galicia|A Coruña|La Coruña|Coruña|Lugo|Ourense|Orense|Pontevedra",
    "IB": "Illes Balears|Islas Baleares|Baleares|Mallorca|Menorca|Ibiza",
    "RI": "La Rioja|Rioja|Logroño",
    "MD": "Comunidad de Madrid|Madrid",
    "ML": "Melilla",
    "MC": "Región de Murcia|Murcia",
    "NC": "Navarra|Nafarroa|Pamplona",
    "PV": "País Vasco|Euskadi|Álava|Araba|Bizkaia|Vizcaya|Gipuzkoa|Guipúzcoa",
    "VC": "Comunitat Valenciana|Comunidad Valenciana|Alicante|Alacant|Castellón|Castelló|Valencia|València",
}


class Holiday(NamedTuple):
    """A date on which shops close, national or of the community."""

    day: str
    name: str


def community_of(province: str) -> str:
    """Give the code of the autonomous community of a province, community or code.

    Raises:
        NotFound: `province_unknown`.
    """
    wanted = fold(province.strip())
    for code, names in _COMMUNITIES.items():
        if wanted == fold(code) or wanted in {fold(name) for name in names.split("|")}:
            return code
    raise NotFound("province_unknown", province=province)


def holidays_of(province: str, year: int) -> list[Holiday]:
    """Give the national and regional holidays of a province in a year; the two local days are the shop's to add.

    Raises:
        NotFound: `province_unknown`.
        Refused: `extra_missing` when the library is not installed.
    """
    code = community_of(province)
    try:
        import holidays
    except ImportError as error:
        raise Refused("extra_missing", extra="holidays") from error
    found = holidays.country_holidays("ES", subdiv=code, years=year, language="es")
    return [Holiday(day.isoformat(), str(name)) for day, name in sorted(found.items())]
