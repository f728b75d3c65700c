"""The certificate for ``--tls``, made at start by an authority that exists only for this run."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass

import trustme

NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server context, the authority's certificate to trust, and the leaf with its fingerprint to pin."""

    context: ssl.SSLContext
    authority_pem: bytes
    leaf_pem: bytes
    fingerprint: str


def make_certificate() -> Certificate:
    """Make an authority and a certificate for this machine's loopback names."""
    authority = trustme.CA(organization_name="Vending Desk simulator")
    leaf = authority.issue_cert(*NAMES)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    leaf_pem = leaf.cert_chain_pems[0].bytes()
    der = ssl.PEM_cert_to_DER_cert(leaf_pem.decode())
    return Certificate(context, authority.cert_pem.bytes(), leaf_pem, hashlib.sha256(der).hexdigest())
