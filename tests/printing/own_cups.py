"""A CUPS of the tests' own: its own folders, sockets and queues, beside the system's and never touching it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = "/usr/lib/cups"
PDF_PPD = "/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd"
"""The driver of the virtual PDF printer: pages of any size, handed on as PostScript."""

TAKES_PDF = '*cupsFilter2: "application/vnd.cups-pdf application/pdf 0 -"'
"""A line for that driver, with which the printer gets PDF, as receipt printers of today do."""

FIXED_PPD = "/usr/share/ppd/cupsfilters/Generic-PDF_Printer-PDF.ppd"
"""A driver of office printers: no page of a size of one's own."""

DAEMON = """
LogLevel debug
MaxLogSize 0
Listen {home}/cups.sock
Listen 127.0.0.1:{port}
Browsing Off
WebInterface No
DefaultAuthType None
JobRetryInterval 1
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

FILES = """
ServerRoot {home}/etc
ServerBin {home}/bin
DataDir /usr/share/cups
CacheDir {home}/cache
StateDir {home}/state
RequestRoot {home}/spool
TempDir {home}/spool/tmp
AccessLog {home}/access.log
ErrorLog {home}/error.log
PageLog {home}/page.log
User lp
Group lp
SystemGroup root
FileDevice Yes
"""

PDF_SETTINGS = """
Out {home}/paper
AnonDirName {home}/paper
Spool {home}/pdf-spool
Log {home}
UserUMask 0000
Label 0
TitlePref 1
"""

BACKEND = """#!/bin/sh
# The printer at the other end of a queue: what it does stands in the queue's address.
[ $# -eq 0 ] && { echo 'direct desk "Unknown" "Tests"'; exit 0; }
home={home}
trap 'exit 0' TERM
what=${DEVICE_URI#desk:/}
until_released() { while ! [ -e "$home/released-$what" ]; do sleep 0.05; done; }
case "$what" in
    empty) echo 'STATE: +media-empty-error' >&2; until_released; echo 'STATE: -media-empty-error' >&2 ;;
    open) echo 'STATE: +cover-open-error' >&2; until_released; echo 'STATE: -cover-open-error' >&2 ;;
    offline) trap 'sleep 0.3; exit 0' TERM  # as long as it lives, CUPS says that the printer was not reached
        echo 'STATE: +connecting-to-device,offline-report' >&2; until_released
        echo 'STATE: -connecting-to-device,offline-report' >&2 ;;
    again) [ -e "$home/paper/half-$1" ] || { head -c 1000 >"$home/paper/half-$1"; exit 1; }
        trap 'sleep 0.3; exit 0' TERM; echo 'STATE: +connecting-to-device' >&2; until_released ;;
    midway) head -c 1000 >"$home/paper/half-$1"; echo 'ERROR: The printer broke off' >&2; exit 4 ;;
    aborts) head -c 1000 >"$home/paper/half-$1"; echo 'ERROR: The printer broke off' >&2; exit 1 ;;
esac
cat >"$home/paper/job-$1.part" && mv "$home/paper/job-$1.part" "$home/paper/job-$1.pdf"
"""


@dataclass
class OwnCups:
    """A running CUPS: its folder, and the address by which a client finds it."""

    home: Path
    port: int
    number: int = 0

    @property
    def server(self) -> str:
        """For ``CUPS_SERVER``."""
        return str(self.home / "cups.sock")

    @property
    def takes_pdf(self) -> str:
        """The driver of a printer of any page size that gets PDF."""
        return str(self.home / "takes-pdf.ppd")

    @property
    def paper(self) -> Path:
        """Where its printers' pages lie."""
        return self.home / "paper"

    def run(self, *command: str) -> str:
        """One of CUPS's own commands."""
        run = subprocess.run(
            command,
            env={**os.environ, "CUPS_SERVER": self.server},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def add(self, name: str, device: str, *more: str, ppd: str = PDF_PPD) -> None:
        """Set a queue up."""
        driver = ("-P", ppd) if ppd else ()
        self.run("lpadmin", "-p", name, "-v", device, *driver, "-E", *more)

    def release(self, what: str) -> None:
        """Let the printers that wait for something go on."""
        (self.home / f"released-{what}").touch()

    def freeze(self, *, frozen: bool) -> None:
        """Have the spooler hold still, or go on."""
        os.kill(self.number, signal.SIGSTOP if frozen else signal.SIGCONT)

    def log(self) -> str:
        """What the spooler wrote down."""
        return (self.home / "error.log").read_text(errors="replace")


def missing() -> str:
    """Why there can be no CUPS of our own here; empty when there can."""
    if not hasattr(os, "geteuid"):
        return "CUPS is not of this system"
    if os.geteuid() != 0:
        return "a CUPS of the tests' own needs root"
    if shutil.which("cupsd") is None and not Path("/usr/sbin/cupsd").exists():
        return "cupsd is not installed (Debian: apt-get install cups printer-driver-cups-pdf)"
    if not (Path(PDF_PPD).exists() and Path(FIXED_PPD).exists()):
        return (
            "the drivers of the virtual printers are not installed (Debian: apt-get install printer-driver-cups-pdf)"
        )
    return ""


@contextmanager
def own_cups() -> Iterator[OwnCups]:
    """Start one, and end it with all that it started; its folder goes too."""
    home = Path(tempfile.mkdtemp(prefix="cups-"))  # short: a socket's path has at most 107 letters
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        cups = OwnCups(home, free.getsockname()[1])
    _furnish(cups)
    daemon = subprocess.Popen(
        ["/usr/sbin/cupsd", "-f", "-c", str(home / "etc/cupsd.conf"), "-s", str(home / "etc/cups-files.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    cups.number = daemon.pid
    try:
        until = time.monotonic() + 20
        while not _answers(cups):
            assert daemon.poll() is None, cups.log()
            assert time.monotonic() < until, cups.log()
            time.sleep(0.02)
        yield cups
    finally:
        daemon.terminate()
        try:
            daemon.wait(10)
        finally:
            with suppress(ProcessLookupError):  # its filters and backends are of its own session
                os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()
            shutil.rmtree(home, ignore_errors=True)


def _answers(cups: OwnCups) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(cups.server) == 0


def _furnish(cups: OwnCups) -> None:
    home = cups.home
    home.chmod(0o755)
    for folder in ("etc/ppd", "bin/backend", "cache", "state", "spool/tmp", "paper", "pdf-spool"):
        (home / folder).mkdir(parents=True)
    for folder in ("cache", "spool", "spool/tmp", "paper", "pdf-spool"):
        shutil.chown(home / folder, "lp", "lp")
    (home / "paper").chmod(0o777)
    for part in ("filter", "cgi-bin", "daemon", "driver", "monitor", "notifier"):
        if Path(PROGRAMS, part).is_dir():
            (home / "bin" / part).symlink_to(Path(PROGRAMS, part))
    _pdf_printer(home)
    shutil.copy2(f"{PROGRAMS}/backend/socket", home / "bin/backend/socket")
    words = {"home": home, "port": cups.port}
    (home / "etc/cupsd.conf").write_text(DAEMON.format(**words))
    (home / "etc/cups-files.conf").write_text(FILES.format(**words))
    (home / "etc/cups-pdf.conf").write_text(PDF_SETTINGS.format(**words))
    backend = home / "bin/backend/desk"
    backend.write_text(BACKEND.replace("{home}", str(home)))
    driver = Path(PDF_PPD).read_text()
    Path(cups.takes_pdf).write_text(driver.replace("*OpenGroup", f"{TAKES_PDF}\n*OpenGroup", 1))
    for backend in ("desk", "cups-pdf"):
        (home / "bin/backend" / backend).chmod(0o700)  # CUPS runs it as root then, which cups-pdf asks for


def _pdf_printer(home: Path) -> None:
    """The virtual PDF printer, but reading its settings from here: the real one knows the system's folder only."""
    program = Path(PROGRAMS, "backend/cups-pdf").read_bytes()
    there, here = b"/etc/cups\0", b"etc\0"
    assert program.count(there) == 1, "this cups-pdf keeps its settings elsewhere"
    (home / "bin/cups-pdf").write_bytes(program.replace(there, here.ljust(len(there), b"\0")))
    (home / "bin/cups-pdf").chmod(0o700)
    (home / "bin/backend/cups-pdf").write_text(f'#!/bin/sh\ncd {home} && exec {home}/bin/cups-pdf "$@"\n')
