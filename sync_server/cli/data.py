"""`vanthu-server init`: a new server in an empty folder, or the tables of an old one brought up."""

from __future__ import annotations

from common.errors import EnvironmentFault
from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.hub.opening import init_data, migrate_data


def run(call: Call) -> int:
    """Make identity key, database and folders; or only the database newer."""
    folder, database = call.settings.data.absolute(), call.settings.database
    older = _is_older(call)
    if older:
        migrate_data(folder, database)
        text = _("Đã nâng cấp cơ sở dữ liệu của {folder}.")
    else:
        init_data(folder, database, clock=call.clock)
        text = _("Đã tạo máy chủ trong {folder}.")
    document = {"data": str(folder), "upgraded": older}
    call.output.result(document, text.format(folder=folder))
    call.output.say(_("Hãy giữ kín và sao lưu tệp identity.key: đó là danh tính của máy chủ."))
    return DONE


def _is_older(call: Call) -> bool:
    """Whether a server is here whose tables wait for this version."""
    try:
        with opened(call):
            return False
    except EnvironmentFault as fault:
        return fault.code == "database_older"
