"""TLS as an office needs it: its own authority is believed, and nobody else."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.errors import TransportFault
from common.protocol.messages import EnrolRequest, SyncRequest
from desktop.sync import http_connection
from desktop.sync.http_api import HttpApi, HttpEnrolment
from sync_server.app import create_app
from sync_server.settings import Settings
from sync_server.tls import init_tls, tls_files
from tests.desktop.sync.conftest import Connect
from tests.helpers.logfail import LogGuard
from tests.helpers.served import served
from tests.helpers.stub_hub import StubHub

WISH = EnrolRequest(b"s" * 7, "PC văn thư", b"p" * 32, "vanthu1.stc")
HELLO = SyncRequest(1, [])


def authority(folder: Path, *addresses: str, at: datetime | None = None) -> str:
    """Make certificates in ``folder``; the PEM of their authority."""
    init_tls(folder, names=[], addresses=addresses, now=at or datetime.now(UTC))
    return tls_files(folder).authority.read_text(encoding="ascii")


@contextmanager
def secure(hub: StubHub, folder: Path) -> Iterator[str]:
    """The stub over TLS with the certificate in ``folder``."""
    app = create_app(hub, Settings(data=folder))
    with served(app, certificate=tls_files(folder).certificate) as address:
        yield address


def assert_refused(api: HttpApi) -> None:
    """The certificate is not believed, and nothing was asked."""
    with pytest.raises(TransportFault, match="certificate_invalid"):
        api.sync(HELLO)


def test_a_device_believes_its_offices_authority(
    hub: StubHub, connect: Connect, tmp_path: Path
) -> None:
    ca_pem = authority(tmp_path, "127.0.0.1")
    with secure(hub, tmp_path) as address:
        connect(address, ca_pem=ca_pem).sync(HELLO)
    assert len(hub.requests) == 1


def test_the_certificates_stand_before_the_strictest_reading(
    hub: StubHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, connect: Connect
) -> None:
    """Python 3.13 reads certificates as RFC 5280 wants them; older ones when told to."""
    ca_pem = authority(tmp_path, "127.0.0.1")

    def strict(pem: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata=pem)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    monkeypatch.setattr(http_connection, "context_of", strict)
    with secure(hub, tmp_path) as address:
        connect(address, ca_pem=ca_pem).sync(HELLO)
    assert len(hub.requests) == 1


def test_a_renewed_certificate_needs_nothing_from_the_pcs(
    hub: StubHub, connect: Connect, tmp_path: Path
) -> None:
    ca_pem = authority(tmp_path, "127.0.0.1")
    assert authority(tmp_path) == ca_pem
    with secure(hub, tmp_path) as address:
        connect(address, ca_pem=ca_pem).sync(HELLO)


@pytest.mark.parametrize("known", ["another authority", "the machine's own"])
def test_no_other_authority_is_believed(
    hub: StubHub, connect: Connect, tmp_path: Path, known: str
) -> None:
    authority(tmp_path / "server", "127.0.0.1")
    ca_pem = authority(tmp_path / "other", "127.0.0.1") if known == "another authority" else ""
    with secure(hub, tmp_path / "server") as address:
        assert_refused(connect(address, ca_pem=ca_pem))
    assert hub.tokens_given == 0


def test_public_authorities_do_not_vouch_for_an_offices_server(
    hub: StubHub, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the server's authority is one that `requests` itself would believe."""
    authority(tmp_path / "server", "127.0.0.1")
    public = tls_files(tmp_path / "server").authority
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(public))
    ca_pem = authority(tmp_path / "office", "127.0.0.1")
    with secure(hub, tmp_path / "server") as address:
        assert_refused(connect(address, ca_pem=ca_pem))


def test_a_certificate_for_another_address_is_refused(
    hub: StubHub, connect: Connect, tmp_path: Path
) -> None:
    ca_pem = authority(tmp_path, "10.0.0.1")
    with secure(hub, tmp_path) as address:
        assert_refused(connect(address, ca_pem=ca_pem))


def test_a_certificate_that_has_ended_is_refused(
    hub: StubHub, connect: Connect, tmp_path: Path
) -> None:
    three_years_ago = datetime.now(UTC) - timedelta(days=3 * 365)
    ca_pem = authority(tmp_path, "127.0.0.1", at=three_years_ago)
    with secure(hub, tmp_path) as address:
        assert_refused(connect(address, ca_pem=ca_pem))


def test_a_text_that_is_no_certificate_is_refused(connect: Connect) -> None:
    with pytest.raises(TransportFault, match="certificate_invalid"):
        connect("https://127.0.0.1:1", ca_pem="no certificate")


def test_tls_towards_a_server_without_it_is_not_our_server(
    address: str, connect: Connect, log_guard: LogGuard
) -> None:
    api = connect(address.replace("http://", "https://"))
    with log_guard.expect("uvicorn.error"), pytest.raises(TransportFault, match="not_our_server"):
        api.sync(HELLO)


def test_enrolment_asks_anybody_who_he_is_and_then_believes_his_authority(
    hub: StubHub, tmp_path: Path
) -> None:
    hub.ca_pem = authority(tmp_path, "127.0.0.1")
    with secure(hub, tmp_path) as address:
        enrolment = HttpEnrolment(address)
        identity = enrolment.identity(b"n" * 32)
        assert identity.ca_pem == hub.ca_pem
        enrolment.enrol(WISH)
        enrolment.pinned(identity.ca_pem).enrol(WISH)
    assert len(hub.enrolled) == 2


def test_the_codes_secret_is_not_told_over_tls_of_somebody_else(
    hub: StubHub, tmp_path: Path
) -> None:
    """A machine in the middle passes the true identity on, but has no certificate under it."""
    hub.ca_pem = authority(tmp_path / "true", "127.0.0.1")
    authority(tmp_path / "middle", "127.0.0.1")
    with secure(hub, tmp_path / "middle") as address:
        enrolment = HttpEnrolment(address)
        enrolment.identity(b"n" * 32)
        with pytest.raises(TransportFault, match="certificate_invalid"):
            enrolment.enrol(WISH)
    assert hub.enrolled == []
