"""The command line: arguments, then wiring. Exit 0 well, 2 wrong words, 1 otherwise with one line on stderr."""

from __future__ import annotations

import sys

try:
    import argparse
    import os
    from collections.abc import Sequence
    from contextlib import suppress
    from pathlib import Path
    from typing import TYPE_CHECKING, NoReturn

    from vendingdesk import __version__
    from vendingdesk.wiring.last_words import damage, say, written
    from vendingdesk.wiring.streams import unheard, usable_streams
    from vendingdesk.wiring.window_words import of_the_window
except Exception as error:
    if not getattr(sys, "frozen", False):
        raise
    # Where these words stand otherwise may be what is damaged.
    told = f"This program is damaged or incomplete ({error}): install it again. Books are not touched."
    sys.exit(f"vendingdesk: {told}")

if TYPE_CHECKING:
    from vendingdesk.domain.trust import Trust
    from vendingdesk.wiring.desk import Wishes


class _OneLineParser(argparse.ArgumentParser):
    """Says what was wrong in one line instead of a screenful."""

    def error(self, message: str) -> NoReturn:
        """Leave with 2; where nobody hears of it, say it in a window."""
        told = f"{message}. “{self.prog} --help” lists the words."
        if unheard(sys.stderr):
            _say_in_a_window(told, kiosk=False)
        self.exit(2, f"vendingdesk: {told}\n")


def _all_words(words: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    arguments = parser.parse_args(words)
    if arguments.self_test is not None and (wrong := _not_for_a_self_test(arguments)):
        parser.error(wrong)
    return arguments


def _parser() -> argparse.ArgumentParser:
    common = _OneLineParser(add_help=False)
    common.add_argument(
        "--data-dir", metavar="DIR", default=argparse.SUPPRESS, help="where the books are (VENDINGDESK_DATA_DIR)"
    )
    served = _OneLineParser(add_help=False)
    served.add_argument("--server", metavar="URL", default=argparse.SUPPRESS, help="the vending server, https://…")
    served.add_argument(
        "--ca-file", metavar="FILE", type=Path, default=argparse.SUPPRESS, help="trust this certificate authority"
    )
    served.add_argument(
        "--fingerprint",
        metavar="SHA256",
        default=argparse.SUPPRESS,
        help="trust this one certificate, compared by its SHA-256 fingerprint",
    )
    parser = _OneLineParser(
        prog="vendingdesk",
        description="The counter for prepaid electricity. Without a command: the window.",
        parents=[common, served],
    )
    parser.add_argument("--version", action="version", version=f"vendingdesk {__version__}")
    parser.add_argument("--demo", action="store_true", help="look around: its own simulator, its own books")
    parser.add_argument("--kiosk", action="store_true", help="fill the screen; only a supervisor leaves")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings to begin with, as a file")
    parser.add_argument(
        "--self-test", metavar="FOLDER", type=Path, help="with --demo: try everything by itself, in an empty folder"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    simulator = commands.add_parser("simulator", help="run a vending server of our own", parents=[common])
    simulator.add_argument("--port", type=_port, default=0, help="0: any free one (default)")
    simulator.add_argument(
        "--tls",
        nargs="?",
        const="authority",
        choices=("authority", "self-signed", "other-name", "expired", "early"),
        help="HTTPS with a certificate made at start: a good one unless another kind is named",
    )
    simulator.add_argument("--state", metavar="DIR", type=Path, help="keep the ledger of minted tokens here")
    simulator.add_argument("--seed", type=int, help="repeat the same captchas and tokens")
    simulator.add_argument(
        "--account", choices=("currency", "kwh"), default="currency", help="what money is to the account"
    )
    simulator.add_argument("--parent-watch", action="store_true", help=argparse.SUPPRESS)

    journal = commands.add_parser("journal", help="look after the journal", parents=[common])
    works = journal.add_subparsers(dest="work", metavar="WORK", required=True)
    works.add_parser("verify", help="check the chain: unbroken, or where it breaks", parents=[common])
    backup = works.add_parser("backup", help="a verified copy, also while a counter runs", parents=[common])
    to = backup.add_mutually_exclusive_group()
    to.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", help="the whole till's backup, in here")
    to.add_argument("--out", metavar="FILE", type=Path, help="write here instead of the folder “backups”")
    restore = works.add_parser("restore", help="go on from a backup, when the journal is lost", parents=[common])
    restore.add_argument("file", metavar="FILE", type=Path, help="the backup: its file or its folder")
    restore.add_argument("--last-receipt", metavar="NUMBER", help="of the newest slip, when the program asks for it")
    restore.add_argument("--last-z", metavar="NUMBER", type=int, help="of the newest Z report, where shifts are kept")
    export = works.add_parser("export", help="every sale as CSV", parents=[common])
    export.add_argument("--out", metavar="FILE", type=Path, help="write here instead of standard output")

    receipt = commands.add_parser("receipt", help="a slip as PDF", parents=[common])
    receipt.add_argument("number", metavar="NUMBER", help="the receipt number, such as K01-000124")
    receipt.add_argument("--paper", choices=("58mm", "80mm", "A5", "A4", "Letter"))
    receipt.add_argument("--out", metavar="FILE", type=Path, required=True)

    doctor = commands.add_parser("doctor", help="what works here and what to do", parents=[common, served])
    doctor.add_argument("--bundle", metavar="FILE", type=Path, help="also a ZIP for whoever helps, without secrets")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text}")
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code. Never raises for what a person can mend."""
    usable_streams()
    try:
        _prepare()
        words = sys.argv[1:] if argv is None else argv
        return written(_run_and_tell(of_the_window(words) or _all_words(words)))
    except SystemExit:  # the parser's, which has printed what was asked for
        if written(0):
            sys.exit(1)
        raise
    except Exception as error:
        told = damage(error)
        if not told:
            raise
        say(told)
        return 1


def _prepare() -> None:
    os.umask(0o077)
    if getattr(sys, "frozen", False):
        from vendingdesk.wiring.environment import give_back

        give_back()
    if sys.platform == "win32":
        from vendingdesk.wiring.windows_presence import told_to_windows

        told_to_windows()


def _run_and_tell(arguments: argparse.Namespace) -> int:
    from vendingdesk.domain.errors import VendingDeskError

    try:
        return _run(arguments)
    except VendingDeskError as error:
        say(str(error))
        _show(arguments, str(error))
        return 1
    except KeyboardInterrupt:
        return 1
    except Exception as error:  # noqa: BLE001 - a bug: Python would print it with whatever stands in its text
        # What can't be written is still there to be written: so it was standard output.
        if isinstance(error, BrokenPipeError) or (isinstance(error, OSError) and written(0)):
            return 1
        from vendingdesk.wiring.logs import BUG, report

        report(error)
        told = damage(error)
        if told:
            say(told)
        _show(arguments, told or BUG)
        return 1


def _show(arguments: argparse.Namespace, text: str) -> None:
    """Why there is no counter, also to somebody who sees no standard error."""
    if arguments.command is None and arguments.self_test is None:
        _say_in_a_window(text, kiosk=arguments.kiosk)


def _say_in_a_window(text: str, *, kiosk: bool) -> None:
    with suppress(Exception):  # the window may be what is broken; the line was written
        from vendingdesk.ui.failed_start import show_failure

        show_failure(text, kiosk=kiosk)


def _not_for_a_self_test(arguments: argparse.Namespace) -> str:
    """Why these words don't go with ``--self-test``, empty when they do: it sells, so it never meets a real till."""
    if arguments.command is not None or not arguments.demo:
        return "--self-test sells and prints: it works with --demo alone, on a server of its own"
    named = [name for name in ("server", "ca_file", "fingerprint", "data_dir") if hasattr(arguments, name)]
    if named or arguments.kiosk:
        word = named[0].replace("_", "-") if named else "kiosk"
        return f"--self-test has its own server and its own books: leave --{word} out"
    return ""


def _run(arguments: argparse.Namespace) -> int:
    data_dir = getattr(arguments, "data_dir", None)
    server = getattr(arguments, "server", None)
    match arguments.command:
        case None if arguments.self_test is not None:
            from vendingdesk.wiring.self_test import self_test

            return self_test(arguments.self_test, arguments.config)
        case None:
            from vendingdesk.wiring.desk import Wishes
            from vendingdesk.wiring.policy_place import policy_file

            return _open_counter(
                Wishes(
                    server,
                    data_dir,
                    arguments.demo,
                    _trust(arguments),
                    arguments.config,
                    arguments.kiosk,
                    policy_file(),
                )
            )
        case "simulator":
            from vendingdesk.wiring.tools import run_simulator

            return run_simulator(
                port=arguments.port,
                tls=arguments.tls,
                state=arguments.state,
                seed=arguments.seed,
                account=arguments.account,
                parent_watch=arguments.parent_watch,
            )
        case "journal":
            return _look_after_journal(arguments, data_dir)
        case "receipt":
            from vendingdesk.wiring.tools import write_receipt

            return write_receipt(data_dir, arguments.number, arguments.paper, arguments.out, arguments.config)
        case _:
            from vendingdesk.wiring.doctor import examine

            return examine(data_dir, server, _trust(arguments), arguments.bundle, arguments.config)


def _trust(arguments: argparse.Namespace) -> Trust | None:
    """What the command line says of trust; raises ``Refused`` for what can't be meant."""
    from vendingdesk.domain.trust import Trust, read_fingerprint

    ca_file: Path | None = getattr(arguments, "ca_file", None)
    typed: str | None = getattr(arguments, "fingerprint", None)
    if ca_file is None and typed is None:
        return None
    return Trust(ca_file, read_fingerprint(typed) if typed is not None else "")


def _look_after_journal(arguments: argparse.Namespace, data_dir: str | None) -> int:
    from vendingdesk.wiring import tools

    match arguments.work:
        case "verify":
            return tools.verify_journal(data_dir)
        case "backup" if arguments.folder is not None:
            return tools.back_up_till(data_dir, arguments.folder, arguments.config)
        case "backup":
            return tools.back_up_journal(data_dir, arguments.out)
        case "restore":
            return tools.restore_journal(
                data_dir, arguments.file, arguments.last_receipt, arguments.last_z, arguments.config
            )
        case _:
            return tools.export_journal(data_dir, arguments.out)


def _open_counter(wishes: Wishes) -> int:
    from vendingdesk.wiring.desk import open_already, run_counter

    if open_already(wishes):
        print("Vending Desk is already open with this data folder: its window was brought to the front.")
        return 0
    return run_counter(wishes)


if __name__ == "__main__":
    sys.exit(main())
