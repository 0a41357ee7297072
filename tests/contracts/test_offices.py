"""The province's list: catalog, scopes, series, invited people; a second import changes nothing."""

from __future__ import annotations

import pytest

from common.errors import RuleViolation
from common.protocol.messages import Row
from sync_server.db.records import StoredRecord
from sync_server.hub.hub import Hub
from sync_server.services.working_set import as_record
from tests.helpers.databases import Databases, migrate
from tests.helpers.devices import enrolled, office_rows
from tests.helpers.hubs import new_hub, scope_row, server_rows


def everything(hub: Hub) -> dict[str, dict[tuple[str, str], Row]]:
    scopes = ["catalog", *(f"office/{office.code}" for office in hub.offices())]
    return {scope: server_rows(hub, scope) for scope in scopes}


def records_of(hub: Hub, scope: str, entity: str) -> list[dict[str, object]]:
    found = [row for key, row in server_rows(hub, scope).items() if key[0] == entity]
    stored = (StoredRecord(r.entity, r.id, r.values, r.heads, b"", r.seq) for r in found)
    return [dict(as_record(one).values) for one in stored]


def test_an_office_of_the_list_stands_in_the_catalog(hub: Hub) -> None:
    (vpubnd,) = [office for office in hub.offices() if office.code == "vpubnd"]
    assert vpubnd.full_name == "Văn phòng Ủy ban nhân dân tỉnh"
    assert vpubnd.head_counts["clerks"] == 2
    abbreviations = {r["code"]: r["abbreviation"] for r in records_of(hub, "catalog", "office")}
    assert abbreviations == {"vpubnd": "VPUBND", "stc": "STC", "namsach": "UBND"}


def test_every_office_has_its_series_and_only_committees_legal_ones(hub: Hub) -> None:
    def codes(office: str) -> set[object]:
        return {one["code"] for one in records_of(hub, f"office/{office}", "series")}

    assert codes("stc") == {"den", "di", "sao"}
    assert codes("vpubnd") == codes("namsach") == {"den", "di", "sao", "qppl_qd"}


def test_types_and_fixed_holidays_stand_in_the_catalog(hub: Hub) -> None:
    types = {one["code"] for one in records_of(hub, "catalog", "document_type")}
    assert {"quyet_dinh", "cong_van", "quyet_dinh_qppl"} <= types
    days = {one["day"] for one in records_of(hub, "catalog", "holiday")}
    assert {"2026-09-02", "2027-01-01"} <= days


def test_a_second_import_changes_nothing(hub: Hub) -> None:
    hub.import_offices(office_rows(), with_users=True)
    before = everything(hub)
    report = hub.import_offices(office_rows(), with_users=True)
    assert everything(hub) == before
    assert (report.offices, report.new_offices, report.records_changed) == (3, 0, 0)


def test_a_second_import_writes_only_what_differs(hub: Hub) -> None:
    rows = office_rows()
    rows[1]["leaders"] = "4"
    before = server_rows(hub, "catalog")
    report = hub.import_offices(rows)
    after = server_rows(hub, "catalog")
    assert report.records_changed == 1
    assert [key[0] for key in after if after[key] != before[key]] == ["office"]


def test_people_are_invited_by_head_count_with_their_roles(hub: Hub) -> None:
    hub.import_offices(office_rows(), with_users=True)
    people = {person.login: person for person in hub.users("stc")}
    assert set(people) == {
        "lanhdao1.stc",
        "truongphong1.stc",
        "chuyenvien1.stc",
        "chuyenvien2.stc",
        "quantri1.stc",
        "vanthu1.stc",
        "vanthu2.stc",
    }
    clerk = people["vanthu1.stc"]
    assert (clerk.full_name, clerk.state, clerk.roles) == (
        "Văn thư 1, Sở Tài chính",
        "invited",
        ("clerk",),
    )


def test_an_import_leaves_an_enrolled_person_as_they_are(hub: Hub) -> None:
    hub.import_offices(office_rows(), with_users=True)
    enrolled(hub, login="vanthu1.stc")
    hub.import_offices(office_rows(), with_users=True)
    (clerk,) = [one for one in hub.users("stc") if one.login == "vanthu1.stc"]
    assert clerk.state == "active"


def test_many_people_are_written_in_changesets_that_fit(databases: Databases) -> None:
    rows = office_rows()
    rows[0]["specialists"] = "900"
    address = databases.empty()
    migrate(address)
    hub = new_hub(address)
    hub.import_offices(rows, with_users=True)
    many = len(hub.users("vpubnd"))
    assert many == 905
    assert scope_row(hub, "office/vpubnd").seq > 2
    hub.close()


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("code", "Sở", "Mã"),
        ("code", "stc", "hai lần"),
        ("code", "", "Thiếu"),
        ("kind", "ministry", "Loại"),
        ("clerks", "-1", "Số người"),
        ("clerks", "9" * 5000, "Số người"),
        ("name", None, "Thiếu"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_imported(
    hub: Hub, column: str, value: str | None, problem: str
) -> None:
    rows = [*office_rows(), {**office_rows()[0], "code": "moi"}]
    rows[3][column] = value
    before = everything(hub)
    with pytest.raises(RuleViolation, match="csv_invalid") as refused:
        hub.import_offices(rows)
    assert refused.value.params["line"] == 5
    assert problem in str(refused.value.params["problem"])
    assert everything(hub) == before


def test_a_list_without_a_line_is_refused(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="csv_invalid"):
        hub.import_offices([])


def test_a_person_is_added_to_an_office_once(hub: Hub) -> None:
    hub.add_user("stc", "an.stc", "Lê Văn An", ["specialist"])
    before = scope_row(hub, "office/stc")
    again = hub.add_user("stc", "an.stc", "", ["specialist"])
    assert (again.full_name, again.roles) == ("Lê Văn An", ("specialist",))
    assert scope_row(hub, "office/stc") == before


def test_a_login_belongs_to_one_office(hub: Hub) -> None:
    hub.add_user("stc", "an", "Lê Văn An", ["specialist"])
    with pytest.raises(RuleViolation, match="login_taken"):
        hub.add_user("vpubnd", "an", "Người khác", ["specialist"])


def test_a_person_has_at_least_one_role(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="roles_missing"):
        hub.add_user("stc", "an", "Lê Văn An", [])
