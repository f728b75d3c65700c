"""Where the program is tried: as built, moved, where nobody may write, in foreign surroundings, installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import smoke_root
from smoke_program import NotWell, Program, tool
from smoke_root import NotRun
from smoke_steps import BOOKS, COMMANDS, WINDOW, Step

Steps = tuple[tuple[str, Step], ...]
FRENCH = 'slip_language = "fr"\n[screen]\nlanguage = "fr"\n'
ARABIC = 'slip_language = "ar"\n[screen]\nlanguage = "ar"\nlook = "contrast"\n'
DARK = '[screen]\nlook = "dark"\nzoom = 150\n'
MOVED = "Vending Desk – Škola 電気 مفتاح"
NOBODY = ("--reuid=65534", "--regid=65534", "--clear-groups")
HOME = "opt/vendingdesk"
ARCHIVE, PACKAGE = "vendingdesk-*-linux-x86_64.tar.gz", "vendingdesk_*_amd64.deb"


@dataclass(frozen=True, slots=True)
class Things:
    """What is tried, and where there is room: ``scratch`` may be written by everybody inside of it."""

    frozen: Path
    dist: Path
    scratch: Path
    build: Path

    def only(self, pattern: str) -> Path:
        """The one file of ``make package``; raises ``NotWell`` where there is none, or more than one version."""
        found = sorted(self.dist.glob(pattern))
        if len(found) != 1:
            there = ", ".join(file.name for file in found) or "nothing"
            raise NotWell(f"there must be one {pattern} in {self.dist}, and there is {there}: run “make package”")
        return found[0]


@dataclass(frozen=True, slots=True)
class Place:
    """``enter`` gives the program in its place and, when it is left, looks at what has to be true behind it."""

    name: str
    steps: Steps
    enter: Callable[[Things], Iterator[Program]]
    in_root: bool = False


def as_built(things: Things) -> Iterator[Program]:
    """The folder that the freeze left."""
    yield Program(things.frozen / "vendingdesk", _room(things, "as built") / "trial")


def on_a_screen(things: Things) -> Iterator[Program]:
    """A real X server: the window's own way to the screen, dark and large."""
    if tool("Xvfb") is None:
        raise NotRun("this machine has no Xvfb")
    with _screen() as display:
        env = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
        trial = _room(things, "screen") / "trial"
        yield Program(things.frozen / "vendingdesk", trial, env=env, config=DARK)


def posix_locale(things: Things) -> Iterator[Program]:
    """No language at all, and a folder whose name needs one."""
    trial = _room(things, "posix") / "Prüfung 試験"
    yield Program(things.frozen / "vendingdesk", trial, env={"LC_ALL": "POSIX", "LANG": None})


def moved(things: Things) -> Iterator[Program]:
    """Elsewhere, under a name with blanks and foreign letters, in Turkish surroundings, with a French screen."""
    room = _room(things, "moved")
    shutil.copytree(things.frozen, room / MOVED, symlinks=True)
    env = {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", **_locales(things)}
    books = _room(things, "Les livres d’été")
    yield Program(room / MOVED / "vendingdesk", books / "essai", env=env, config=FRENCH)


def read_only(things: Things) -> Iterator[Program]:
    """A folder that may only be read, by somebody without a home, in a language that the machine has not got."""
    room = _room(things, "read-only")
    copy = room / "program"
    shutil.copytree(things.frozen, copy, symlinks=True)
    for each in (copy, *copy.rglob("*")):
        if not each.is_symlink():
            each.chmod(stat.S_IMODE(each.stat().st_mode) & ~0o222)
    before = _fingerprint(copy)
    prefix: list[str] = []
    if os.geteuid() == 0:  # who may do everything is no test of what may not be done
        if (setpriv := tool("setpriv")) is None:
            raise NotRun("root may write everywhere, and this machine has no setpriv to become somebody else")
        prefix = [setpriv, *NOBODY]
    env = {"HOME": None, "LC_ALL": "xx_NOSUCH.UTF-8", "TZ": "America/St_Johns"}
    try:
        yield Program(copy / "vendingdesk", room / "trial", prefix=prefix, env=env, config=ARABIC)
        if _fingerprint(copy) != before:
            raise NotWell("something was written into the program's folder")
    finally:
        for each in (copy, *copy.rglob("*")):
            if each.is_dir() and not each.is_symlink():
                each.chmod(0o755)


def unpacked(things: Things) -> Iterator[Program]:
    """The ``.tar.gz``, in a folder of a bare Debian without a network."""
    archive = things.only(ARCHIVE)
    with _debian(things) as root:
        with tarfile.open(archive) as inside:
            inside.extractall(root / "srv", filter="tar")
        (home,) = (root / "srv").iterdir()
        yield _as_shop(root, f"/srv/{home.name}/vendingdesk")


def installed(things: Things) -> Iterator[Program]:
    """The ``.deb``, installed by dpkg alone; removed and purged at the end, and the books are still there."""
    package = things.only(PACKAGE)
    with _debian(things) as root:
        shutil.copy2(package, root / "root" / package.name)
        smoke_root.as_root(root, "dpkg", "-i", f"/root/{package.name}")
        program = _as_shop(root, "/usr/bin/vendingdesk", LANG="ar_EG.UTF-8")
        yield program
        books = _fingerprint(program.books)
        for way in ("--remove", "--purge"):
            smoke_root.as_root(root, "dpkg", way, "vendingdesk")
            left = [name for name in (HOME, "usr/bin/vendingdesk") if os.path.lexists(root / name)]
            if left:
                raise NotWell(f"after dpkg {way} there is still /{', /'.join(left)}")
        if _fingerprint(program.books) != books:
            raise NotWell("removing the program touched somebody's books")


PLACES = (
    Place("as built", WINDOW + BOOKS + COMMANDS, as_built),
    Place("X server", WINDOW, on_a_screen),
    Place("POSIX locale", WINDOW, posix_locale),
    Place("moved, Turkish", WINDOW + BOOKS, moved),
    Place("read-only, Arabic", WINDOW + BOOKS, read_only),
    Place(".tar.gz in Debian", WINDOW + BOOKS, unpacked, in_root=True),
    Place(".deb in Debian", WINDOW + BOOKS, installed, in_root=True),
)


def _room(things: Things, name: str) -> Path:
    """A new folder that somebody else can write too: the trial's own is made by who runs it."""
    room = things.scratch / name
    room.mkdir(parents=True)
    room.chmod(0o777)
    return room


def _as_shop(root: Path, path: str, **env: str) -> Program:
    trial = root / "home" / smoke_root.USER / "Self test"
    return Program(Path(path), trial, root=root, prefix=smoke_root.entering(root), env=env)


@contextmanager
def _debian(things: Things) -> Iterator[Path]:
    if why := smoke_root.why_not():
        raise NotRun(why)
    wanted = smoke_root.depends(things.only(PACKAGE))
    print(f"(Debian {smoke_root.suite()}, minbase and {wanted})", flush=True)
    with smoke_root.copied(smoke_root.made(things.build / "debian-root", wanted)) as root:
        yield root


@contextmanager
def _screen() -> Iterator[str]:
    """An X server of its own; gives its display."""
    read, write = os.pipe()
    words = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp")
    server = subprocess.Popen(words, pass_fds=(write,), stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        if not number:
            raise NotRun("Xvfb does not start here")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def _locales(things: Things) -> dict[str, str]:
    """The Turkish words, dates and letters of the C library, made for this where it can be done.

    Where not, the program has the names of the locale alone; Qt goes by those.
    """
    place = things.build / "locales"
    if not (place / "tr_TR.UTF-8").is_dir():
        localedef = tool("localedef")
        if localedef is None or not Path("/usr/share/i18n/locales/tr_TR").is_file():
            return {}
        place.mkdir(parents=True, exist_ok=True)
        words = (localedef, "--no-archive", "-i", "tr_TR", "-f", "UTF-8", str(place / "tr_TR.UTF-8"))
        if subprocess.run(words, capture_output=True, check=False).returncode:
            return {}
    return {"LOCPATH": str(place)}


def _fingerprint(folder: Path) -> str:
    """Names, kinds, contents and times of all that is in a folder."""
    total = hashlib.sha256()
    for each in sorted(folder.rglob("*")):
        about = each.lstat()
        total.update(f"{each.relative_to(folder)} {stat.S_IFMT(about.st_mode)} {about.st_mtime_ns}\n".encode())
        if each.is_file() and not each.is_symlink():
            total.update(hashlib.sha256(each.read_bytes()).digest())
    return total.hexdigest()
