"""Certificates: an authority that lasts, a certificate that is renewed under it."""

from __future__ import annotations

import ipaddress
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from common.errors import EnvironmentFault, RuleViolation
from sync_server.tls import init_tls, tls_files

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def make(folder: Path, *, names: list[str], addresses: list[str], now: datetime = NOW) -> datetime:
    return init_tls(folder, names=names, addresses=addresses, now=now)


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def subjects(path: Path) -> list[object]:
    extension = certificate(path).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return [name.value for name in extension.value]


def test_the_certificate_is_for_the_names_and_addresses_given(tmp_path: Path) -> None:
    make(tmp_path, names=["vanthu.haiduong"], addresses=["10.1.2.3", "::1"])
    assert subjects(tls_files(tmp_path).certificate) == [
        "vanthu.haiduong",
        ipaddress.ip_address("10.1.2.3"),
        ipaddress.ip_address("::1"),
    ]


def test_the_certificate_serves_and_signs_nothing(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    extensions = certificate(tls_files(tmp_path).certificate).extensions
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_the_authority_vouches_for_servers_only_one_step_down(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    authority = certificate(tls_files(tmp_path).authority)
    limits = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (limits.ca, limits.path_length) == (True, 0)
    certificate(tls_files(tmp_path).certificate).verify_directly_issued_by(authority)


def test_lives_are_two_years_and_ten(tmp_path: Path) -> None:
    ends = make(tmp_path, names=[], addresses=["10.1.2.3"])
    assert ends == NOW + timedelta(days=730)
    authority = certificate(tls_files(tmp_path).authority)
    assert authority.not_valid_after_utc.year == 2036


def test_renewal_keeps_the_authority_and_the_names(tmp_path: Path) -> None:
    make(tmp_path, names=["vanthu.haiduong"], addresses=[])
    files = tls_files(tmp_path)
    before, names = files.authority.read_bytes(), subjects(files.certificate)
    later = NOW + timedelta(days=700)
    assert make(tmp_path, names=[], addresses=[], now=later) == later + timedelta(days=730)
    assert (files.authority.read_bytes(), subjects(files.certificate)) == (before, names)


def test_a_certificate_never_outlives_its_authority(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    ends = make(tmp_path, names=[], addresses=[], now=NOW + timedelta(days=9 * 365))
    assert ends == certificate(tls_files(tmp_path).authority).not_valid_after_utc


def test_an_authority_that_has_ended_is_said_so(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    with pytest.raises(RuleViolation, match="tls_authority_ended"):
        make(tmp_path, names=[], addresses=[], now=NOW + timedelta(days=4000))


@pytest.mark.parametrize(
    ("names", "addresses"), [([""], []), (["a..b"], []), ([], ["10.1.2"]), ([], ["vanthu"])]
)
def test_what_is_no_name_or_address_is_refused(
    tmp_path: Path, names: list[str], addresses: list[str]
) -> None:
    with pytest.raises(RuleViolation, match="tls_name_invalid"):
        make(tmp_path, names=names, addresses=addresses)


def test_a_first_certificate_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(RuleViolation, match="tls_name_missing"):
        make(tmp_path, names=[], addresses=[])


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("tls/*")}
    assert modes == {"ca.key": 0o600, "ca.pem": 0o600, "server.pem": 0o600}


def test_the_file_that_travels_holds_no_key(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    assert b"PRIVATE" not in tls_files(tmp_path).authority.read_bytes()


def test_a_damaged_authority_is_told(tmp_path: Path) -> None:
    make(tmp_path, names=[], addresses=["10.1.2.3"])
    tls_files(tmp_path).authority.write_bytes(b"damaged")
    with pytest.raises(EnvironmentFault, match="tls_files_unusable"):
        make(tmp_path, names=[], addresses=[])
