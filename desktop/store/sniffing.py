"""What a file is, by its first bytes and not by its name.

A name may say anything; what is opened or shown goes by this. Programs and scripts are refused at
the door: no office sends them as documents, and one click on them is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import filetype

from common.errors import RuleViolation
from desktop.store.file_names import ending_of

HEAD_SIZE_BYTES = 64 * 1024
"""How much of a file's beginning is worth handing in."""

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_OLE = "application/x-ole-storage"
_ZIP = "application/zip"

_PROGRAMS_AND_SCRIPTS = """
    exe com scr pif cpl dll sys drv ocx msi msp mst msix msixbundle appx appxbundle appinstaller
    bat cmd btm ps1 psm1 psd1 ps1xml psc1 pssc vbs vbe vb vba js jse mjs cjs ws wsf wsc wsh hta sct
    shb shs lnk url website webloc desktop scf inf ins isp reg msc gadget job jar jnlp class chm hlp
    application xbap xll xlam diagcab appref-ms settingcontent-ms library-ms search-ms
    theme themepack sh bash zsh csh ksh fish run bin elf so out appimage command tool app dmg pkg
    deb rpm apk py pyc pyo pyw pyz pyzw pl rb php phtml asp aspx jsp tcl lua swf iso img vhd vhdx
"""
_REFUSED_ENDINGS = frozenset(_PROGRAMS_AND_SCRIPTS.split())

_PROGRAM_STARTS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",
    b"ITSF",
    b"#!",
    b"\xef\xbb\xbf#!",
    b"\x00asm",
    b"dex\n",
)

_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "__properties_version1.0": "application/vnd.ms-outlook",
}
_ZIP_FOLDERS = {
    b"word/": _OOXML + "wordprocessingml.document",
    b"xl/": _OOXML + "spreadsheetml.sheet",
    b"ppt/": _OOXML + "presentationml.presentation",
}
_ZIP_ENTRY = re.compile(rb"PK\x03\x04.{26}", re.DOTALL)
_ODF_START = re.compile(rb"PK\x03\x04.{26}mimetype([a-z.+/-]{10,80})", re.DOTALL)
_MARKUP = (
    (re.compile(r"\s*<\?xml\b"), "application/xml"),
    (re.compile(r"\s*<(!doctype\s+html|html)\b", re.IGNORECASE), "text/html"),
)
_LETTER_SIZE_BYTES_MAX = 4
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")

_ENDINGS: dict[str, frozenset[str]] = {
    media_type: frozenset(endings.split())
    for media_type, endings in {
        "application/pdf": "pdf",
        _OOXML + "wordprocessingml.document": "docx docm dotx dotm",
        _OOXML + "spreadsheetml.sheet": "xlsx xlsm xltx xltm xlsb",
        _OOXML + "presentationml.presentation": "pptx pptm ppsx potx",
        _ODF + "text": "odt",
        _ODF + "text-template": "ott",
        _ODF + "spreadsheet": "ods",
        _ODF + "spreadsheet-template": "ots",
        _ODF + "presentation": "odp",
        _ODF + "graphics": "odg",
        "application/msword": "doc dot",
        "application/vnd.ms-excel": "xls xlt",
        "application/vnd.ms-powerpoint": "ppt pps pot",
        "application/vnd.ms-outlook": "msg",
        _OLE: "doc dot xls xlt ppt pps pot msg vsd mpp pub docx xlsx pptx",
        "application/rtf": "rtf doc",
        TEXT: "txt csv tsv log md json xml html htm eml ini svg edxml sql yaml yml",
        "application/xml": "xml svg edxml html htm xhtml xsd xsl",
        "text/html": "html htm xhtml",
        "image/jpeg": "jpg jpeg jpe jfif",
        "image/tiff": "tif tiff",
        "image/heic": "heic heif",
        _ZIP: "zip edxml",
        "application/gzip": "gz tgz",
        "audio/mp4": "m4a mp4",
        "video/mp4": "mp4 m4v m4a",
    }.items()
}
_KNOWN_ENDINGS = frozenset().union(*_ENDINGS.values()) | {kind.extension for kind in filetype.TYPES}


@dataclass(frozen=True)
class Sniffed:
    """The type by content. ``extension_matches`` is False where the name says something else."""

    media_type: str
    extension_matches: bool


def sniff(head: bytes, file_name: str) -> Sniffed:
    """What the file that begins with ``head`` (up to 64 KiB) and is called ``file_name`` is.

    Raises:
        RuleViolation: ``attachment_type_refused`` (``name``) for programs and scripts, by name or
            by content.
    """
    ending = ending_of(file_name)
    if ending in _REFUSED_ENDINGS or _is_program(head):
        raise RuleViolation("attachment_type_refused", field="attachment", name=file_name)
    media_type = media_type_of(head)
    return Sniffed(media_type, _matches(media_type, ending))


def media_type_of(head: bytes) -> str:
    """The media type by content alone; ``application/octet-stream`` where nothing is known."""
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head)
    if head.startswith(_OLE_START):
        return _ole_type(head)
    if head.startswith(b"{\\rtf"):
        return "application/rtf"
    return _text_type(head) or filetype.guess_mime(head) or UNKNOWN


def _is_program(head: bytes) -> bool:
    """By its first bytes; a text that happens to begin with MZ is none."""
    of_windows = head.startswith(b"MZ") and b"\0" in head[:64]
    return of_windows or head.startswith(_PROGRAM_STARTS)


def _zip_type(head: bytes) -> str:
    """Office documents are archives; their parts, or a first entry `mimetype`, say which."""
    odf = _ODF_START.match(head)
    if odf:
        # The next entry follows at once, so the match may run into it: take the longest known.
        stated = odf[1].decode()
        known = [name for name in _ENDINGS if name.startswith(_ODF) and stated.startswith(name)]
        return max(known, key=len, default=_ZIP)
    for entry in _ZIP_ENTRY.finditer(head):
        for folder, media_type in _ZIP_FOLDERS.items():
            if head.startswith(folder, entry.end()):
                return media_type
    return _ZIP


def _ole_type(head: bytes) -> str:
    """Word, Excel, PowerPoint up to 2003, Outlook: by the names of their streams where in sight."""
    for stream, media_type in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in head:
            return media_type
    return filetype.guess_mime(head) or _OLE


def _text_type(head: bytes) -> str | None:
    """The type of a text in UTF-8, or in UTF-16 with its mark; the head may end inside a letter."""
    text = _decoded(head)
    if not text or _NOT_IN_TEXT.search(text):
        return None
    for pattern, media_type in _MARKUP:
        if pattern.match(text):
            return media_type
    return TEXT


def _decoded(head: bytes) -> str | None:
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    encoding = "utf-16" if marked else "utf-8-sig"
    for cut in range(_LETTER_SIZE_BYTES_MAX):
        try:
            return head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _matches(media_type: str, ending: str) -> bool:
    if media_type == UNKNOWN:
        return ending not in _KNOWN_ENDINGS
    if media_type in _ENDINGS:
        return ending in _ENDINGS[media_type]
    return any(kind.mime == media_type and kind.extension == ending for kind in filetype.TYPES)
