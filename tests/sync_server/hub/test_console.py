"""What an admin of the server does, and that it is written down."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from common.crypto.passwords import KdfParams, derive
from common.errors import RuleViolation
from sync_server.db import admins
from sync_server.db.engine import reading
from sync_server.hub.hub import Hub
from tests.helpers.databases import SqliteFiles
from tests.helpers.devices import enrolled
from tests.helpers.hubs import fill_with_province, new_hub

CHEAP = KdfParams(memory_kib=64, iterations=1, lanes=1)
PASSWORD = "sáu-con-thuyền-giấy"


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"), fill_with_province)


@pytest.fixture
def hub(sqlite: SqliteFiles) -> Iterator[Hub]:
    hub = new_hub(sqlite.filled())
    yield hub
    hub.close()


def audit(hub: Hub) -> list[admins.Audited]:
    with reading(hub.core.engine) as conn:
        return admins.audited(conn)


def test_an_admins_password_is_kept_as_its_verifier_only(hub: Hub) -> None:
    hub.create_admin("Quantri", PASSWORD, params=CHEAP)
    with reading(hub.core.engine) as conn:
        kept = admins.read(conn, "quantri")
    assert kept
    params = msgspec.msgpack.decode(kept.params, type=KdfParams)
    assert derive(PASSWORD, kept.salt, params) == kept.verifier


def test_an_admin_is_made_once(hub: Hub) -> None:
    hub.create_admin("quantri", PASSWORD, params=CHEAP)
    with pytest.raises(RuleViolation, match="login_taken"):
        hub.create_admin("quantri", PASSWORD + "2", params=CHEAP)


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [
        ("", PASSWORD, "login_empty"),
        ("quản trị", PASSWORD, "login_invalid"),
        ("quantri", "ngắn", "password_too_short"),
        ("quantri", "matkhau123", "password_common"),
    ],
)
def test_an_easy_password_or_an_odd_login_is_refused(
    hub: Hub, login: str, password: str, code: str
) -> None:
    with pytest.raises(RuleViolation, match=code):
        hub.create_admin(login, password, params=CHEAP)


def test_a_device_is_revoked_with_a_reason(hub: Hub) -> None:
    pc = enrolled(hub)
    with pytest.raises(RuleViolation, match="reason_required"):
        hub.revoke_device(pc.device, "  ")
    with pytest.raises(RuleViolation, match="device_unknown"):
        hub.revoke_device(99, "mất máy")
    assert [device.state for device in hub.devices()] == ["active"]


def test_people_are_listed_and_added_where_there_is_an_office(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="office_unknown"):
        hub.users("chuaco")
    with pytest.raises(RuleViolation, match="office_unknown"):
        hub.add_user("chuaco", "an", "Lê Văn An", ["clerk"])
    with pytest.raises(RuleViolation, match="role_unknown"):
        hub.add_user("stc", "an", "Lê Văn An", ["king"])


def test_everything_that_an_admin_does_is_audited(hub: Hub) -> None:
    already = len(audit(hub))
    hub.create_admin("quantri", PASSWORD, params=CHEAP)
    hub.add_user("stc", "an.stc", "Lê Văn An", ["specialist"])
    pc = enrolled(hub)
    hub.revoke_device(pc.device, "mất máy")
    done = audit(hub)[already:]
    assert [one.what for one in done] == [
        "create_admin",
        "add_user",
        "hand_out_code",
        "revoke_device",
    ]
    assert done[-1].params == {"device": "1", "reason": "mất máy"}
    assert PASSWORD not in str(done)
