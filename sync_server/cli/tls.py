"""`vanthu-server tls init`: a private authority, and a certificate under it."""

from __future__ import annotations

from common.clock import to_millis
from common.errors import EnvironmentFault
from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.output import day, instant
from sync_server.tls import init_tls, tls_files


def run(call: Call) -> int:
    """Make or renew; takes effect when the server starts again."""
    folder, asked = call.settings.data, call.options
    if not folder.is_dir():
        raise EnvironmentFault("data_missing")
    ends = to_millis(init_tls(folder, names=asked.name, addresses=asked.ip, now=call.clock.now()))
    document = {"ca": str(tls_files(folder).authority), "expires": instant(ends)}
    text = _("Chứng chỉ có hiệu lực đến {day}. Khởi động lại máy chủ để dùng.")
    call.output.result(document, text.format(day=day(ends)))
    return DONE
