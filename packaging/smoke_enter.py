"""Run a command in another root as an ordinary user, with a network that is this machine's own loopback and no more.

``unshare --mount --net --pid --fork --kill-child python smoke_enter.py ROOT USER COMMAND…``; all that was mounted is
gone with the last process. Exit code 70: something was left running. Standard library only.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

LEFT_RUNNING = 70
LINGER_S = 5.0
SET_FLAGS, UP, RUNNING = 0x8914, 0x1, 0x40
ELSEWHERE = ("192.0.2.1", 9)
"""An address for documentation: where there is any way out, the system would send to it."""


def main(root: Path, user: str, command: list[str]) -> int:
    """Everything above; returns the command's exit code."""
    loopback_up()
    if leads_out():
        print("this root has a network", file=sys.stderr)
        return LEFT_RUNNING
    mount_proc(root)
    home, number, group = account(root, user)
    child = os.fork()
    if child == 0:
        os.chroot(root)
        os.chdir("/")
        os.setgroups([])
        os.setgid(group)
        os.setuid(number)
        if number:
            os.environ["HOME"] = home
        try:
            os.execv(command[0], command)
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr)
            os._exit(127)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = still_running(root)
    if left:
        print(f"left running: {', '.join(left)}", file=sys.stderr)
        return LEFT_RUNNING
    return code if code >= 0 else 128 - code


def loopback_up() -> None:
    """A new network has a loopback that is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP | RUNNING))


def leads_out() -> bool:
    """Whether anything beyond this machine could be reached."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        try:
            any_socket.connect(ELSEWHERE)
        except OSError:
            return False
        return True


def mount_proc(root: Path) -> None:
    """The processes of this name space alone, where the root expects them; raises ``OSError``."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"proc", os.fsencode(root / "proc"), b"proc", 0, None) != 0:
        raise OSError(ctypes.get_errno(), f"/proc can't be mounted in {root}")


def account(root: Path, user: str) -> tuple[str, int, int]:
    """Home, number and group of one of the root's users; raises ``KeyError``."""
    for line in (root / "etc" / "passwd").read_text(encoding="utf-8").splitlines():
        name, _, number, group, _, home, _ = line.split(":")
        if name == user:
            return home, int(number), int(group)
    raise KeyError(user)


def still_running(root: Path) -> list[str]:
    """What runs here beside this, after the time that ending takes; what has ended is waited for."""
    until = time.monotonic() + LINGER_S
    while True:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        found = [each for each in (root / "proc").iterdir() if each.name.isdigit() and each.name != str(os.getpid())]
        if not found or time.monotonic() > until:
            return [_command(each) for each in found]
        time.sleep(0.05)


def _command(process: Path) -> str:
    with suppress(OSError):
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    return process.name


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
