"""The table of what the proofs found, at the end of their full form."""

import pytest
from proof.proof_tally import FULL, TABLE, lines


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FULL and TABLE:
        terminalreporter.section("what the proofs found")
        for line in lines():
            terminalreporter.write_line(line)
