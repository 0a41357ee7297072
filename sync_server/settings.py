"""The server's settings, each declared once: default, words, environment variable, flag.

`vanthu-server serve` makes its flags from these declarations, and a test finds each of them in
`docs/operations.md`, so nothing can be set that is not written down.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.errors import RuleViolation

ENVIRONMENT_PREFIX = "VANTHU_SERVER_"
MIB = 1024 * 1024


def _is(label: str, read: Callable[[str], Any] = int, *, least: int = 1) -> dict[str, Any]:
    """A setting's Vietnamese label, how its text is read, and the least number that it takes."""
    return {"label": label, "read": read, "least": least if read is int else None}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation may choose. Units stand last in the names."""

    data: Path = field(metadata=_is("thư mục dữ liệu", Path))
    database: str | None = field(
        default=None,
        metadata=_is("địa chỉ PostgreSQL (mặc định: SQLite trong thư mục dữ liệu)", str),
    )
    host: str = field(default="127.0.0.1", metadata=_is("địa chỉ mạng để nghe", str))
    port: int = field(default=8080, metadata=_is("cổng để nghe; 0 là cổng trống bất kỳ", least=0))
    body_bytes_max: int = field(default=8 * MIB, metadata=_is("thân yêu cầu lớn nhất, khi còn nén"))
    decoded_bytes_max: int = field(
        default=64 * MIB, metadata=_is("thân yêu cầu lớn nhất, sau khi giải nén")
    )
    page_bytes_max: int = field(
        default=4 * MIB, metadata=_is("một trang trả lời lớn nhất, trước khi nén")
    )
    file_bytes_max: int = field(default=200 * MIB, metadata=_is("tệp đính kèm lớn nhất", least=0))
    uploads_max: int = field(default=32, metadata=_is("số tệp được nhận cùng lúc"))
    enrolments_per_minute: int = field(
        default=60, metadata=_is("số lần ghi danh mỗi phút từ một địa chỉ")
    )
    body_wait_s: int = field(default=60, metadata=_is("chờ dữ liệu của một yêu cầu đang gửi dở"))
    shutdown_wait_s: int = field(default=30, metadata=_is("chờ yêu cầu đang làm khi dừng máy chủ"))
    post_interval_s: int = field(
        default=30, metadata=_is("khoảng cách giữa hai lần chuyển văn bản tự động")
    )
    log_level: str = field(
        default="INFO", metadata=_is("mức nhật ký: DEBUG, INFO, WARNING, ERROR", str)
    )
    log_bytes_max: int = field(default=10 * MIB, metadata=_is("một tệp nhật ký lớn nhất"))
    log_files_max: int = field(default=10, metadata=_is("số tệp nhật ký cũ được giữ"))


def variable_of(name: str) -> str:
    """The environment variable that sets ``name``, such as ``VANTHU_SERVER_PORT``."""
    return ENVIRONMENT_PREFIX + name.upper()


def read_settings(environment: Mapping[str, str], flags: Mapping[str, str | None]) -> Settings:
    """Settings from flags first, then the environment, then the defaults.

    Raises:
        RuleViolation: ``setting_invalid`` (field the setting's name, params ``value``,
            ``variable``): no number, or below the least that makes sense; ``data_folder_missing``
            where nobody says which folder.
    """
    chosen: dict[str, Any] = {}
    for setting in dataclasses.fields(Settings):
        text = flags.get(setting.name)
        if text is None:
            text = environment.get(variable_of(setting.name)) or None
        if text is not None:
            chosen[setting.name] = _value_of(setting, text)
    if "data" not in chosen:
        raise RuleViolation("data_folder_missing", field="data", variable=variable_of("data"))
    return Settings(**chosen)


def _value_of(setting: dataclasses.Field[Any], text: str) -> Any:
    least = setting.metadata["least"]
    try:
        value = setting.metadata["read"](text)
    except ValueError as error:
        raise _invalid(setting.name, text) from error
    if least is not None and value < least:
        raise _invalid(setting.name, text)
    if setting.name == "log_level" and value not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise _invalid(setting.name, text)
    return value


def _invalid(name: str, text: str) -> RuleViolation:
    return RuleViolation("setting_invalid", field=name, value=text, variable=variable_of(name))
