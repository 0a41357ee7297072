"""`vanthu-server enroll-code`: a code on paper for one PC of an office."""

from __future__ import annotations

from common.clock import to_millis
from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.cli.output import day, instant
from sync_server.services.enrolment import CODE_LIFE_MS


def run(call: Call) -> int:
    """Hand out the code; it is shown once, the server keeps only its hash."""
    office = call.options.office
    ends = to_millis(call.clock.now()) + CODE_LIFE_MS
    with opened(call) as hub:
        code = hub.new_enrolment_code(office, call.options.roles).text
    document = {"code": code, "office": office, "expires": instant(ends)}
    text = _("Mã ghi danh cho {office}, dùng một lần, đến hết ngày {day}:\n\n    {code}\n")
    call.output.result(document, text.format(office=office, day=day(ends), code=code))
    return DONE
