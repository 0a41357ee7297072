"""The province's own certificate authority, and the server's certificate under it.

A server in an office network has no public name, so no public authority vouches for it. Its
authority's certificate travels to the PCs at enrolment, signed by the server's identity key (design
§10); renewing the server's certificate keeps the authority, so no PC notices.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from common.errors import EnvironmentFault, RuleViolation

AUTHORITY_LIFE = timedelta(days=3653)
CERTIFICATE_LIFE = timedelta(days=730)
CLOCK_ALLOWANCE = timedelta(days=1)
"""Certificates begin a day early: an office's clock may be behind."""


@dataclass(frozen=True)
class TlsFiles:
    """Where they stand in the data folder, readable by their owner only."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate (PEM): what the PCs pin."""
        return self.folder / "ca.pem"

    @property
    def authority_key(self) -> Path:
        """The authority's private key; needed only to renew."""
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        """The server's private key and certificate (PEM), in one file: renewed in one step."""
        return self.folder / "server.pem"

    def are_there(self) -> bool:
        """Whether the server can speak TLS."""
        return self.certificate.is_file()


def tls_files(data: Path) -> TlsFiles:
    """The TLS files of a data folder."""
    return TlsFiles(data / "tls")


def init_tls(
    data: Path, *, names: Sequence[str], addresses: Sequence[str], now: datetime
) -> datetime:
    """Make or renew the server's certificate for these DNS names and IP addresses.

    The authority is made once and kept. Without names and addresses those of the certificate that
    is being renewed are taken again. Returns the instant at which the new certificate ends.

    Raises:
        RuleViolation: ``tls_name_missing``, ``tls_name_invalid`` (param ``name``),
            ``tls_authority_ended`` (param ``ended``).
        EnvironmentFault: ``tls_files_unusable`` (param ``reason``).
    """
    files = tls_files(data)
    try:
        files.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        subjects = _subjects(names, addresses) or _subjects_of(files.certificate)
        authority, authority_key = _authority(files, now)
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(key, subjects, authority, authority_key, now)
        _write(files.certificate, _key_pem(key) + certificate.public_bytes(Encoding.PEM))
    except (OSError, ValueError) as error:
        raise EnvironmentFault("tls_files_unusable", reason=type(error).__name__) from error
    return certificate.not_valid_after_utc


def _subjects(names: Sequence[str], addresses: Sequence[str]) -> list[x509.GeneralName]:
    return [_dns_name(name) for name in names] + [_ip_address(text) for text in addresses]


def _dns_name(name: str) -> x509.GeneralName:
    try:
        ascii_name = name.encode("idna").decode("ascii")
    except ValueError as error:
        raise RuleViolation("tls_name_invalid", field="name", name=name) from error
    if not ascii_name:
        raise RuleViolation("tls_name_invalid", field="name", name=name)
    return x509.DNSName(ascii_name)


def _ip_address(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError as error:
        raise RuleViolation("tls_name_invalid", field="ip", name=text) from error


def _subjects_of(path: Path) -> list[x509.GeneralName]:
    if not path.is_file():
        raise RuleViolation("tls_name_missing")
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return list(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)


def _authority(
    files: TlsFiles, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """The authority of this folder, made at the first call."""
    if not files.authority.is_file():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(files.authority_key, _key_pem(key))
        _write(files.authority, _authority_certificate(key, now).public_bytes(Encoding.PEM))
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    loaded = load_pem_private_key(files.authority_key.read_bytes(), password=None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority's key is of another kind")
    if authority.not_valid_after_utc <= now:
        ended = authority.not_valid_after_utc.date().isoformat()
        raise RuleViolation("tls_authority_ended", ended=ended)
    return authority, loaded


def _authority_certificate(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = _common_name("Văn Thư CA")
    usage = _usage(signs_certificates=True)
    return (
        _builder(name, name, key.public_key(), now, now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey,
    subjects: Sequence[x509.GeneralName],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    end = min(now + CERTIFICATE_LIFE, authority.not_valid_after_utc)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    server_only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        _builder(_common_name("Văn Thư"), authority.subject, key.public_key(), now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(server_only, critical=False)
        .add_extension(x509.SubjectAlternativeName(subjects), critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    now: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_ALLOWANCE)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Replace ``path`` in one step; it never stands there half, nor readable by others."""
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
