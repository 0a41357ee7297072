"""Documents on their way between two offices: send, carry, report, and a postman that stumbles."""

from __future__ import annotations

from contextlib import suppress

from sync_server.db import postbox
from sync_server.db.engine import reading, writing
from sync_server.hub.hub import Hub
from sync_server.services import postman
from tests.helpers.devices import FakePc


def send_issued(pc: FakePc, *to_offices: str, **values: str | int) -> str:
    """Prepare, issue and send a document; the dispatch's id."""
    return pc.send(issued(pc, **values), *to_offices)


def issued(pc: FakePc, **values: str | int) -> str:
    """Prepare and issue a document; its id."""
    document_id = pc.outgoing("Quyết định về dự toán", **values)
    pc.issue(document_id)
    return document_id


def delivered(hub: Hub, sender: FakePc, receiver: FakePc) -> str:
    """A document that has reached the receiver's PC; the delivery's id."""
    send_issued(sender, receiver.office)
    carry(hub, sender, receiver)
    return receiver.all_of("delivery")[0].id


def carry(hub: Hub, sender: FakePc, *receivers: FakePc) -> None:
    """The sender pushes, the postman goes round, the receivers pull."""
    sender.sync()
    hub.deliver_post()
    for pc in receivers:
        pc.sync()


def report(hub: Hub, receiver: FakePc, sender: FakePc) -> None:
    """The receiver syncs twice (the second tells what it has), the postman goes round."""
    receiver.sync()
    receiver.sync()
    hub.deliver_post()
    sender.sync()


def statuses(pc: FakePc) -> list[tuple[object, object]]:
    """(office, status) as the sender sees them."""
    return sorted(
        (record.values["office_code"], record.values["status"])
        for record in pc.all_of("dispatch_status")
    )


def waiting(hub: Hub) -> list[postbox.Letter]:
    """The letters that can be delivered."""
    with reading(hub.core.engine) as conn:
        return postbox.waiting(conn, 100)


def crash_before_commit(hub: Hub, place: int) -> None:
    """The postman's process ends right before it would have committed a letter."""
    with suppress(KeyboardInterrupt), writing(hub.core.engine) as conn:
        postman.deliver(conn, hub.core.server, place)
        raise KeyboardInterrupt


def reopen(hub: Hub, letter: postbox.Letter) -> None:
    """Put a letter back to what it was, as a restored server would have it."""
    with writing(hub.core.engine) as conn:
        postbox.change(conn, letter)
