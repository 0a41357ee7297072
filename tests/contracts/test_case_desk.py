"""What the centre sees of cases: lists without content, and content with a reason only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as replaced

from common.changes import chain
from common.changes.changeset import Change
from common.errors import NotAllowed, RuleViolation
from common.ids import new_id
from sync_server.db.admins import audited
from sync_server.hub.hub import Hub
from sync_server.services.people import Person
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.disputes import (
    ARRIVAL,
    case,
    document_of,
    may_now,
    not_allowed,
)


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    """A clerk's PC that holds all series of its office."""
    return enrolled(hub)


@pytest.fixture
def an(hub: Hub) -> Person:
    """A person of the office who may only look on."""
    return hub.add_user("stc", "an.stc", "Lê Văn An", ["leader"])


def test_a_list_says_nothing_of_the_documents(hub: Hub, pc: FakePc, an: Person) -> None:
    own = not_allowed(pc, an, "Nội dung riêng")
    child = pc.edit(document_of(own), subject="sửa")
    pc.sync()
    parent, held = hub.quarantine("stc")
    assert (parent.name, parent.state, parent.code) == (own.name, "quarantined", "role_missing")
    assert (parent.dependants, held.needs) == ((child.name,), own.name)
    assert parent.full_name == "Lê Văn An"
    assert "riêng" not in repr((parent, held))
    assert hub.quarantine("vpubnd") == []


def test_whoever_opens_a_case_gives_a_reason_and_the_office_sees_it(
    hub: Hub, pc: FakePc, an: Person
) -> None:
    own = not_allowed(pc, an, "Nội dung riêng")
    pc.sync()
    with pytest.raises(RuleViolation, match="reason_required"):
        hub.quarantined("stc", own.name, "")
    opened = hub.quarantined("stc", own.name, "Cơ quan hỏi", by="quản trị")
    assert opened.changes
    assert opened.changes[0]["set"]["subject"] == "Nội dung riêng"
    pc.sync()
    (look,) = case(pc, own.name)["looked"]
    assert (look["who"], look["why"]) == ("quản trị", "Cơ quan hỏi")
    with hub.core.reading() as conn:
        assert audited(conn)[-1].what == "open_case"


def test_a_case_that_cannot_be_read_is_opened_as_such(hub: Hub, pc: FakePc) -> None:
    made = pc.do("register_incoming", Change(ARRIVAL, new_id(pc.clock.now(), pc.random), {}))
    own = pc.own[-1] = replace(made, changeset=replaced(made.changeset, payload=b"\xc1"))
    own.chain_hash = chain.next_hash(chain.genesis(pc.scope, pc.device), own.changeset)
    pc.sync()
    assert hub.quarantined("stc", own.name, "Xem").changes is None


@pytest.mark.parametrize("name", ["9.9", "x", ""])
def test_an_unknown_case_is_refused(hub: Hub, name: str) -> None:
    with pytest.raises(NotAllowed, match="case_unknown"):
        hub.discard("stc", name, "Nhầm")


def test_every_decision_is_audited_with_its_reason(hub: Hub, pc: FakePc, an: Person) -> None:
    one, two = not_allowed(pc, an), not_allowed(pc, an)
    pc.sync()
    hub.discard("stc", one.name, "Lý do bỏ", by="quản trị")
    may_now(hub, an)
    hub.retry("stc", two.name, "Lý do nhận", by="quản trị")
    with hub.core.reading() as conn:
        told = [(a.who, a.what, a.params["reason"]) for a in audited(conn) if "reason" in a.params]
    assert told == [
        ("quản trị", "discard_case", "Lý do bỏ"),
        ("quản trị", "retry_case", "Lý do nhận"),
    ]
