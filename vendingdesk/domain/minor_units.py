"""How many digits a currency has behind its point: two, but for those that ISO 4217 lists otherwise."""

from __future__ import annotations

_OTHERS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _OTHERS.items() for code in codes.split()}


def minor_unit(code: str) -> int:
    """The digits of a currency's minor unit; 2 for one that is not known here."""
    return _DIGITS.get(code, 2)
