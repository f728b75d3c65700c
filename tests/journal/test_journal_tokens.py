"""Sales by any of their tokens, as quick in a large book as in a small one."""

from bench import large_book
from journal.journal_samples import DECLINED, NOON, open_book, order, sell

from vendingdesk.domain.doubt import Settlement, Verdict
from vendingdesk.domain.outcome import DoubtCause, Issued, Unclear
from vendingdesk.journal import tokens


def issued(*given: str) -> Issued:
    return Issued(tuple(digit * 20 for digit in given))


def numbers(book, *wanted):
    return [sale.number for sale in book.sales_of_tokens([digit * 20 for digit in wanted])]


def test_a_sale_is_found_by_each_of_its_tokens(tmp_path):
    with open_book(tmp_path) as book:
        for outcome in (issued("1"), issued("2", "3", "4"), DECLINED, issued("5"), issued("1")):
            sell(book, order(), outcome)
        doubt = order("37000000033")
        sell(book, doubt, Unclear(DoubtCause.TIMED_OUT, ""))
        assert numbers(book, "6") == numbers(book, "7") == []
        book.settle(doubt.uid, Settlement(Verdict.RECOVERED, "ann", NOON, "records", tokens=("6" * 20, "7" * 20)))
        found = {digit: numbers(book, digit) for digit in "1234567890"}
        assert found == {
            "1": [5, 1], "2": [2], "3": [2], "4": [2], "5": [4], "6": [6], "7": [6], "8": [], "9": [], "0": [],
        }  # fmt: skip
        assert numbers(book, *"12560") == [6, 5, 4, 2, 1]
        assert numbers(book, *"370") == [6, 2]
        assert numbers(book, *"31") == [5, 1]  # the index of first tokens answered
        assert numbers(book) == []
        assert book.sales_of_tokens(["1" * 19, "", "1" * 21, "' OR 1"]) == ()


def test_a_token_that_a_server_gives_again_and_again_fills_no_page(tmp_path, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 2)
    with open_book(tmp_path) as book:
        for _ in range(4):
            sell(book, order(), issued("1"))
        assert numbers(book, "1") == [4, 3]


def test_the_indexes_answer_alone(tmp_path):
    folder = large_book.large_book(tmp_path, 300)
    with open_book(folder) as book:
        (sale,) = [sale for sale in book.sales("", "", (), 0, 50) if sale.tokens][:1]
        asked = []
        book._connection.set_trace_callback(asked.append)
        assert book.sales_of_tokens(sale.tokens) == (sale,)
        book._connection.set_trace_callback(None)
        plans = [str(book._connection.execute(f"EXPLAIN QUERY PLAN {each}").fetchall()) for each in asked]
    assert all("INDEX" in plan or "PRIMARY KEY" in plan for plan in plans)
    assert not any("SCAN sale'" in plan for plan in plans)
