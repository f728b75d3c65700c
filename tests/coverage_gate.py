"""Judge a coverage report: the core without a gap, the whole above a floor. ``coverage_gate.py REPORT.json``."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COMPLETE = (
    "vendingdesk/domain/",
    "vendingdesk/sts/",
    "vendingdesk/journal/",
    "vendingdesk/api/authorities.py",
    "vendingdesk/api/certificates.py",
    "vendingdesk/api/connections.py",
    "vendingdesk/api/address.py",
    "vendingdesk/api/early_picture.py",
    "vendingdesk/api/pinning.py",
    "vendingdesk/api/server_clock.py",
    "vendingdesk/api/server_look.py",
    "vendingdesk/api/sessions.py",
    "vendingdesk/api/tls.py",
    "vendingdesk/api/transport.py",
    "vendingdesk/counter/vend.py",
    "vendingdesk/counter/begun_file.py",
    "vendingdesk/counter/session.py",
    "vendingdesk/counter/session_check.py",
    "vendingdesk/counter/clock_watch.py",
    "vendingdesk/counter/trusting.py",
    "vendingdesk/counter/books_unit.py",
    "vendingdesk/counter/recharge.py",
    "vendingdesk/counter/quote.py",
    "vendingdesk/counter/money_setup.py",
    "vendingdesk/counter/money_draft.py",
    "vendingdesk/counter/doubts.py",
    "vendingdesk/counter/supervisors.py",
    "vendingdesk/counter/trust_choice.py",
    "vendingdesk/counter/begun_till.py",
    "vendingdesk/counter/first_questions.py",
    "vendingdesk/counter/first_start.py",
    "vendingdesk/counter/try_printer.py",
    "vendingdesk/counter/people.py",
    "vendingdesk/counter/staff.py",
    "vendingdesk/counter/guard.py",
    "vendingdesk/counter/permits.py",
    "vendingdesk/counter/kiosk_exit.py",
    "vendingdesk/counter/pin_tries.py",
    "vendingdesk/counter/recovery_code.py",
    "vendingdesk/counter/pins.py",
    "vendingdesk/counter/proposal.py",
    "vendingdesk/counter/token_check.py",
    "vendingdesk/counter/token_search.py",
    "vendingdesk/counter/mistypings.py",
    "vendingdesk/counter/rejection.py",
    "vendingdesk/counter/key_change.py",
    "vendingdesk/counter/declared.py",
    "vendingdesk/counter/settings.py",
    "vendingdesk/counter/printer_check.py",
    "vendingdesk/counter/print_test.py",
    "vendingdesk/counter/print_slips.py",
    "vendingdesk/counter/printing.py",
    "vendingdesk/counter/print_memory.py",
    "vendingdesk/counter/print_place.py",
    "vendingdesk/counter/paper_thread.py",
    "vendingdesk/counter/slip.py",
    "vendingdesk/counter/shift_slip.py",
    "vendingdesk/counter/shifts.py",
    "vendingdesk/counter/shift_reports.py",
    "vendingdesk/counter/denominations.py",
    "vendingdesk/counter/slip_money.py",
    "vendingdesk/counter/slip_words.py",
    "vendingdesk/counter/cancelled_slip.py",
    "vendingdesk/counter/doubt_slip.py",
    "vendingdesk/counter/key_change_slip.py",
    "vendingdesk/counter/backup.py",
    "vendingdesk/counter/report_chart.py",
    "vendingdesk/counter/report_file.py",
    "vendingdesk/counter/report_lists.py",
    "vendingdesk/counter/report_shifts.py",
    "vendingdesk/counter/report_sums.py",
    "vendingdesk/counter/report_tables.py",
    "vendingdesk/counter/report_words.py",
    "vendingdesk/counter/reports.py",
    "vendingdesk/tables/csv_table.py",
    "vendingdesk/tables/files.py",
    "vendingdesk/tables/letters.py",
    "vendingdesk/tables/report_sheet.py",
    "vendingdesk/tables/writing.py",
    "vendingdesk/counter/setting.py",
    "vendingdesk/counter/till_name.py",
    "vendingdesk/counter/typed_settings.py",
    "vendingdesk/counter/vital_changes.py",
    "vendingdesk/wiring/trust_file.py",
    "vendingdesk/wiring/begun_books.py",
    "vendingdesk/counter/support.py",
    "vendingdesk/wiring/crash_files.py",
    "vendingdesk/wiring/crash_text.py",
    "vendingdesk/wiring/crash_watch.py",
    "vendingdesk/wiring/scrub.py",
    "vendingdesk/wiring/support_bundle.py",
    "vendingdesk/wiring/setup_copies.py",
    "vendingdesk/wiring/setup_file.py",
    "vendingdesk/wiring/setup_layers.py",
    "vendingdesk/wiring/setup_mending.py",
    "vendingdesk/wiring/setup_own.py",
    "vendingdesk/wiring/setup_policy.py",
    "vendingdesk/wiring/setup_salvage.py",
    "vendingdesk/wiring/setup_shapes.py",
    "vendingdesk/wiring/setup_upgrades.py",
    "vendingdesk/wiring/setup_vital.py",
    "vendingdesk/printing/answers.py",
    "vendingdesk/printing/device.py",
    "vendingdesk/printing/escpos.py",
    "vendingdesk/printing/folder.py",
    "vendingdesk/printing/job_files.py",
    "vendingdesk/printing/network.py",
    "vendingdesk/printing/queue_state.py",
    "vendingdesk/printing/raster.py",
    "vendingdesk/printing/raw_job.py",
    "vendingdesk/printing/raw_way.py",
    "vendingdesk/printing/ways.py",
)
"""Of printing, what needs neither CUPS nor Windows: those are not on every machine that runs the tests."""
FLOOR = 90.0


def complaints(report: Mapping[str, Any]) -> list[str]:
    """Say what is missing, one sentence each; nothing when all is well."""
    files = {name.replace("\\", "/"): entry for name, entry in report["files"].items()}
    found = []
    for path in COMPLETE:
        measured = {name: entry for name, entry in files.items() if name == path or name.startswith(path)}
        if not measured:
            found.append(f"{path} is to be covered wholly, but was not measured: is it gone, or renamed?")
        found += [
            f"{name} is to be covered wholly; missing {gap}"
            for name, entry in measured.items()
            if (gap := _gap(entry))
        ]
    total = report["totals"]["percent_covered"]
    if total < FLOOR:
        weakest = sorted(files.items(), key=lambda item: item[1]["summary"]["percent_covered"])[:8]
        names = ", ".join(f"{name} {entry['summary']['percent_covered']:.0f} %" for name, entry in weakest)
        found.append(f"all of vendingdesk is covered to {total:.1f} %, below {FLOOR:.0f} %; weakest: {names}")
    return found


def _gap(entry: Mapping[str, Any]) -> str:
    lines = ", ".join(str(line) for line in entry["missing_lines"])
    branches = ", ".join(f"{start}→{end if end > 0 else 'exit'}" for start, end in entry["missing_branches"])
    return "; ".join(part for part in (lines and f"lines {lines}", branches and f"branches {branches}") if part)


def main(argv: list[str]) -> int:
    report = json.loads(Path(argv[0]).read_text(encoding="utf-8"))
    found = complaints(report)
    for sentence in found:
        print(sentence)
    print(f"Branch coverage of vendingdesk: {report['totals']['percent_covered']:.1f} %")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
