"""The authorities that are believed: the system's own, and those in a file that somebody names.

Python's ``load_default_certs`` lets ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` say which those are: then whoever sets a
variable decides which server is believed. Here the environment decides nothing.
"""

from __future__ import annotations

import os
import ssl
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from vendingdesk.domain.errors import EnvironmentFault

LARGEST = 1024 * 1024
"""Bytes of a CA file; a system's whole store has about 250 KB."""

USUAL_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS
)
"""Where systems keep all authorities in one file, for an OpenSSL whose own places are another machine's."""

_STORES = ("CA", "ROOT")
"""The stores of Windows with authorities in them."""


def load_system(
    context: ssl.SSLContext,
    *,
    compiled: tuple[str, str] | None = None,
    usual: Iterable[str] = USUAL_FILES,
    windows: Callable[[str], Iterable[tuple[bytes, str, bool | Iterable[str]]]] | None = None,
) -> None:
    """Believe the authorities that the system knows; blocks.

    ``compiled`` are the file and the folder that OpenSSL was built to look at, ``windows`` lists a store of Windows.
    Without any of them nobody is believed.
    """
    windows = windows or getattr(ssl, "enum_certificates", None)
    if windows is not None:
        for store in _STORES:
            _load_store(context, windows(store))
        return
    if compiled is None:
        places = ssl.get_default_verify_paths()  # of these two the environment changes nothing
        compiled = (places.openssl_cafile, places.openssl_capath)
    file, folder = compiled
    if not Path(file).is_file() and not _holds_something(folder):
        file = next((each for each in usual if Path(each).is_file()), "")
    if Path(file).is_file():
        with suppress(OSError):  # one that can't be read believes nobody, and the next call says so
            context.load_verify_locations(cafile=file)
    if _holds_something(folder):
        context.load_verify_locations(capath=folder)


def _load_store(context: ssl.SSLContext, certificates: Iterable[tuple[bytes, str, bool | Iterable[str]]]) -> None:
    """Take what is good for naming a server; one that OpenSSL can't read is left out."""
    for der, form, purposes in certificates:
        named = purposes if isinstance(purposes, bool) else ssl.Purpose.SERVER_AUTH.oid in purposes
        if form == "x509_asn" and named:
            with suppress(ssl.SSLError):
                context.load_verify_locations(cadata=der)


def _holds_something(folder: str) -> bool:
    try:
        with os.scandir(folder) as found:
            return next(found, None) is not None
    except OSError:
        return False


def read_ca_file(file: Path) -> bytes:
    """What a CA file holds; a pipe is never waited for. Raises ``EnvironmentFault``."""
    try:
        with open(file, "rb", opener=_at_once) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise EnvironmentFault(
                    f"The CA file {file} can't be read: it is no ordinary file. Choose a PEM file."
                )
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise EnvironmentFault(f"The CA file {file} can't be read: {error.strerror}.") from None
    if len(content) > LARGEST:
        raise EnvironmentFault(f"The CA file {file.name} is larger than 1 MB. Choose a PEM file.")
    return content


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for whoever may write into a pipe; Windows has none to open by name."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def load_file(context: ssl.SSLContext, file: Path) -> None:
    """Believe those in a PEM file too. Raises ``EnvironmentFault``."""
    text = read_ca_file(file).decode("ascii", "ignore")  # what is written around certificates is in any letters
    try:
        context.load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError):  # the second for an empty file
        raise EnvironmentFault(f"The CA file {file.name} holds no certificate. Choose a PEM file.") from None
