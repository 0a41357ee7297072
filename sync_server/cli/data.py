"""`vanthu-server init`: a new server in an empty folder."""

from __future__ import annotations

from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.hub.opening import init_data


def run(call: Call) -> int:
    """Make identity key, database and folders."""
    folder = call.settings.data.absolute()
    init_data(folder, call.settings.database, clock=call.clock)
    text = _("Đã tạo máy chủ trong {folder}.").format(folder=folder)
    call.output.result({"data": str(folder)}, text)
    call.output.say(_("Hãy giữ kín và sao lưu tệp identity.key: đó là danh tính của máy chủ."))
    return DONE
