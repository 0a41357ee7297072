"""A data folder: made once, opened by its own version only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from common.crypto.signing import verify
from common.errors import EnvironmentFault
from common.protocol.messages import IDENTITY_DOMAIN
from sync_server.db.engine import open_engine
from sync_server.hub.opening import DATABASE_FILE, KEY_FILE, init_data, migrate_data, open_hub
from tests.helpers.devices import SteppedClock, enrolled, office_rows
from tests.helpers.seeded import SeededRandom


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A made server."""
    folder = tmp_path / "máy chủ"
    init_data(folder, clock=SteppedClock(), random=SeededRandom(5))
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(EnvironmentFault) as error:
        open_hub(folder)
    return error.value.code


def test_a_made_server_works_and_keeps_its_work(data: Path) -> None:
    hub = open_hub(data)
    hub.import_offices(office_rows())
    document_id = (pc := enrolled(hub)).register()
    pc.sync()
    hub.close()
    again = open_hub(data)
    again.ready()
    pc.api = again.device_api(pc.device)
    pc.cursor = None
    pc.sync()
    assert ("incoming_document", document_id) in pc.base
    again.close()


def test_the_identity_stays_over_restarts_and_is_proved(data: Path) -> None:
    nonce = b"n" * 32
    identities = []
    for _ in range(2):
        hub = open_hub(data)
        identities.append(hub.identity(nonce))
        hub.close()
    first, second = identities
    assert first == second
    assert verify(first.public_key, IDENTITY_DOMAIN, nonce, first.signature)


def test_the_private_authority_is_told_and_proved(data: Path) -> None:
    (data / "tls").mkdir()
    (data / "tls" / "ca.pem").write_text("PEM", encoding="ascii")
    hub = open_hub(data)
    identity = hub.identity(b"n")
    hub.close()
    assert identity.ca_pem == "PEM"
    assert verify(identity.public_key, IDENTITY_DOMAIN, b"nPEM", identity.signature)


def test_only_the_owner_reads_the_key(data: Path) -> None:
    if os.name == "posix":
        assert (data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert len((data / KEY_FILE).read_text("ascii").strip()) == 64


def test_a_server_is_not_made_twice(data: Path) -> None:
    key = (data / KEY_FILE).read_bytes()
    with pytest.raises(EnvironmentFault, match="data_exists"):
        init_data(data)
    assert (data / KEY_FILE).read_bytes() == key


def test_a_making_that_was_cut_is_done_again(data: Path) -> None:
    key = (data / KEY_FILE).read_bytes()
    (data / DATABASE_FILE).unlink()
    init_data(data)
    assert (data / KEY_FILE).read_bytes() == key
    open_hub(data).close()


def test_a_folder_without_a_server_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path) == "data_missing"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_database_is_gone_is_told(data: Path) -> None:
    (data / DATABASE_FILE).unlink()
    assert refused(data) == "data_missing"
    assert not (data / DATABASE_FILE).exists()


@pytest.mark.parametrize("content", ["", "zz", "00" * 31])
def test_a_damaged_key_is_told(data: Path, content: str) -> None:
    (data / KEY_FILE).write_text(content, encoding="ascii")
    assert refused(data) == "data_unusable"


def test_a_database_of_another_version_is_refused(data: Path) -> None:
    set_revision(data, "9999")
    assert refused(data) == "database_newer"


def test_an_empty_database_is_refused_until_it_is_migrated(data: Path) -> None:
    (data / DATABASE_FILE).unlink()
    (data / DATABASE_FILE).touch()
    assert refused(data) == "database_empty"
    migrate_data(data)
    open_hub(data).close()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="data_unusable"):
        init_data(tmp_path / "file" / "data")


def set_revision(data: Path, revision: str) -> None:
    engine = open_engine(data / DATABASE_FILE)
    with engine.connect() as conn:
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))
        conn.commit()
    engine.dispose()
