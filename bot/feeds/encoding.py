"""Any feed's bytes as UTF-8, whatever they say of themselves."""

import codecs
import re

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_TEXT = re.compile(r"utf-?(8|16|32)|iso8859|cp\d|windows|koi8|big5|gb|shift_jis|euc_|ascii|latin|mac", re.I)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_INVALID = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_HAS_INVALID = re.compile(b"[" + re.escape(_INVALID) + b"]")
_STEP = 64 * 1024


def as_utf8(body: bytes, charset: str | None) -> bytes:
    """Return *body* in UTF-8, without a byte order mark and without the control characters that XML forbids.

    The first that fits of the byte order mark, the document's own declaration, *charset* (from the HTTP header)
    and UTF-8 is believed; what fits none is read as Windows-1252, which is what such feeds mostly are.
    """
    for name in _named(body, charset):
        if name == "utf-8" and _is_utf8(body):
            return _without_controls(body)
        text = _decoded(body, name)
        if text is not None:
            return _without_controls(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))
    text = body.decode("cp1252", "replace")
    return _without_controls(_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"))


def _named(body: bytes, charset: str | None) -> list[str]:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return [name]
    names = []
    declared = _DECLARED.match(body[:1000])
    for said in (declared[1].decode("ascii", "replace") if declared else None, charset, "utf-8"):
        try:
            name = codecs.lookup(said or "").name
        except (LookupError, ValueError):
            continue
        if _TEXT.match(name) and name not in names:
            names.append(name)
    return names


def _decoded(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


def _is_utf8(body: bytes) -> bool:
    """Check in steps: a decoded copy of the whole may be four times as large."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _STEP):
            decoder.decode(body[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _without_controls(body: bytes) -> bytes:
    return body.translate(None, _INVALID) if _HAS_INVALID.search(body) else body
