"""The words of fees in the workbook and on paper."""

from __future__ import annotations

from collections.abc import Mapping

from ..language import Lang, Sentence, sentence

_WORDS: Mapping[str, Sentence] = {
    "sheet": sentence("Fees"),
    "sheet_totals": sentence("Fees, totals"),
    "fee": sentence("Fee"),
    "payee": sentence("Paid to"),
    "payee_name": sentence("Name of the payee"),
    "payee_id": sentence("Payee id"),
    "months": sentence("Months"),
    "share": sentence("Share"),
    "amount": sentence("Amount, €"),
    "once": sentence("once"),
    "by_zone": sentence("By zone and fee, €"),
    "by_fee": sentence("By fee, €"),
    "by_supervisor": sentence("Supervisors, €"),
    "by_student": sentence("Students, €"),
    "total": sentence("Total"),
    "source": sentence("Source"),
}


def fee_word(key: str, lang: Lang) -> str:
    """Return a word."""
    return _WORDS[key].said(lang)
