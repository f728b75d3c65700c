"""What the server shows of itself with ``--tls``: a good certificate, or one of those that a till meets."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import ssl
from typing import Literal, get_args

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

NAMES = ("localhost", "127.0.0.1")
_OTHER_NAME = "vending.example"
_DAY = datetime.timedelta(days=1)
_YEAR = datetime.timedelta(days=365)

CertificateKind = Literal["authority", "self-signed", "other-name", "expired", "early"]
"""Signed by an authority that exists for this run only, and good; signed by nobody; that authority's, but for another
name; expired; not valid yet."""

KINDS: tuple[CertificateKind, ...] = get_args(CertificateKind)


class Identity:
    """A server context and the certificate that it shows; `show` changes it for the handshakes to come."""

    def __init__(self, kind: CertificateKind = "authority") -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority = trustme.CA(organization_name="Vending Desk simulator")
        self.show(kind)

    def show(self, kind: str) -> None:
        """Make a new certificate with a new key and show it from the next handshake on.

        Raises ``ValueError`` for a kind that is none. Call it where no handshake is under way.
        """
        if kind not in KINDS:
            raise ValueError(f"a certificate's kind is one of {', '.join(KINDS)}")
        leaf = _self_signed() if kind == "self-signed" else self._issued(kind)
        self.kind = kind
        leaf.configure_cert(self.context)
        self.leaf_pem = leaf.cert_chain_pems[0].bytes()

    @property
    def authority_pem(self) -> bytes:
        """The certificate of who signed, to trust: of one that is signed by nobody the certificate itself."""
        return self.leaf_pem if self.kind == "self-signed" else self._authority.cert_pem.bytes()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate shown, in lower-case hexadecimal."""
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.leaf_pem.decode())).hexdigest()

    def _issued(self, kind: str) -> trustme.LeafCert:
        now = datetime.datetime.now(datetime.UTC)
        match kind:
            case "other-name":
                return self._authority.issue_cert(_OTHER_NAME)
            case "expired":
                return self._authority.issue_cert(*NAMES, not_before=now - _YEAR, not_after=now - _DAY)
            case "early":
                return self._authority.issue_cert(*NAMES, not_before=now + _DAY, not_after=now + _YEAR)
        return self._authority.issue_cert(*NAMES)


def _self_signed() -> trustme.LeafCert:
    """A certificate as a server makes it for itself when it is set up."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Vending Desk simulator"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, NAMES[1]),
        ]
    )
    names = [x509.DNSName(NAMES[0]), x509.IPAddress(ipaddress.ip_address(NAMES[1]))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _YEAR)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    return trustme.LeafCert(secret, certificate.public_bytes(pem), [])
