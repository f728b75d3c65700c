"""The receipt document and the tree of errors."""

from vendingdesk.domain import errors
from vendingdesk.domain.receipt import Barcode, Divider, Field, Heading, Note, Receipt, SlipKind, Tokens


def test_documents_compare_by_what_they_say() -> None:
    blocks = (Heading("Shop"), Field("Till", "K01"), Note("Keep"), Tokens(("0" * 20,)), Barcode("K01-000001"))
    one = Receipt(SlipKind.SALE, "Receipt", (*blocks, Divider()))
    assert one == Receipt(SlipKind.SALE, "Receipt", (*blocks, Divider()))
    assert one.banners == ()
    assert not any((Heading("Shop").large, Field("a", "b").strong, Note("c").strong))


def test_every_error_on_purpose_is_in_the_tree() -> None:
    names = {"UserCancelled", "Refused", "NotSent", "OutcomeUnknown", "SessionExpired", "EnvironmentFault"}
    direct = {
        kind.__name__ for kind in errors.VendingDeskError.__subclasses__() if kind.__module__ == errors.__name__
    }
    assert direct == names
    assert issubclass(errors.AmountRefused, errors.Refused)
    told = errors.Refused("No such meter.", "record not found")
    assert (str(told), told.server_text) == ("No such meter.", "record not found")
