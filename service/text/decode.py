"""Bytes to text: which encoding, and whether it is text at all."""

import codecs
import re
from dataclasses import dataclass

import numpy as np
from charset_normalizer import from_bytes

from service.errors import NotText
from service.text.convert import simplified
from service.text.hanzi import plausibility

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_MAGIC = {
    b"\x89PNG\r\n": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"PK\x05\x06": "a ZIP archive",
    b"%PDF-": "a PDF document",
    b"\x1f\x8b\x08": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "a database",
}
_FOREIGN = ["cp932", "euc_jp", "cp949", "cp1252", "cp1251"]
_HINT = "give the article as plain text, for instance saved as UTF-8"
_SAMPLE = 65_536
_MAX_CONTROL_SHARE = 0.1
_MAX_DAMAGE_SHARE = 0.01
_MIN_PLAUSIBILITY = 0.5
# UTF-16 Chinese is UTF-8 too only by chance: each character more than halves the odds, 32 of them leave none.
_MAX_AMBIGUOUS = 64
_DECLARED_WITHIN = 2_048
_DECLARATION = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})"""
    rb"""|<meta\s[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# Only encodings that bytes can fail to be: any bytes at all are Latin-1, so that name proves nothing. What pages call
# GB2312 and Big5 are the larger sets that programs write under these names.
_DECLARABLE = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "euc-jp": "euc_jp",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without byte order mark, and the name of the codec that read it."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Read an article's bytes: UTF-8, UTF-16, UTF-32, GB18030, Big5, or what charset-normalizer recognises.

    A byte order mark comes first. What a page declares in its first 2,048 bytes is believed where its bytes decode
    without damage, unless they are UTF-8 too and read better so: many pages became UTF-8 and kept an old name.
    Single broken characters come out as U+FFFD. Raises NotText for anything that is not text.
    """
    if data.startswith(tuple(_MAGIC)):
        kind = next(kind for magic, kind in _MAGIC.items() if data.startswith(magic))
        raise NotText(f"the article is {kind}, not text", hint=_HINT)
    decoded = (
        _marked(data)
        or _declared(data)
        or _plain_utf8(data)
        or _utf16(data)
        or _utf8(data)
        or _chinese(data)
        or _other(data)
    )
    if decoded is None:
        raise NotText(f"no known encoding reads these {len(data)} bytes as text", hint=_HINT)
    _require_text(decoded.text)
    return decoded


def _marked(data: bytes) -> Decoded | None:
    if not data.startswith(tuple(_BYTE_ORDER_MARKS)):
        return None
    encoding = next(encoding for mark, encoding in _BYTE_ORDER_MARKS.items() if data.startswith(mark))
    return Decoded(data.decode(encoding, "replace"), encoding)


def _declared(data: bytes) -> Decoded | None:
    """What `<meta charset>`, its http-equiv form or an XML declaration names, if the bytes are that."""
    found = _DECLARATION.search(data, 0, _DECLARED_WITHIN)
    encoding = _DECLARABLE.get((found[1] or found[2]).decode("ascii", "replace").lower()) if found else None
    if encoding is None:
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    plain = _plain_utf8(data) if encoding != "utf-8" else None
    if plain is not None and plausibility(simplified(plain.text)) > plausibility(simplified(text)):
        return plain
    return Decoded(text, encoding)


def _plain_utf8(data: bytes) -> Decoded | None:
    """Well-formed UTF-8 without NUL that cannot be UTF-16: no other reading needs to be scored."""
    if b"\0" in data or (len(data) <= _MAX_AMBIGUOUS and len(data) % 2 == 0 and not data.isascii()):
        return None
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: told by Chinese that reads well, since the wrong byte order gives rare characters."""
    if len(data) % 2 or not data:
        return None
    candidates = [(_score(data[:_SAMPLE], encoding), encoding) for encoding in ("utf-16-le", "utf-16-be")]
    score, encoding = max(candidates)
    if b"\0" not in data[:_SAMPLE]:
        rivals = [_score(data[:_SAMPLE], other) for other in ("utf-8", "gb18030", "big5hkscs")]
        if score < _MIN_PLAUSIBILITY or rivals[0] >= 0 or score <= max(rivals):
            return None
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding) if "\0" not in text and (score >= _MIN_PLAUSIBILITY or text.isascii()) else None


def _utf8(data: bytes) -> Decoded | None:
    text = _with_surrogates(data) or data.decode("utf-8", "replace")
    damage = text.count("\ufffd") - data.count("\ufffd".encode())
    allowed = 0 if damage == 0 else max(1, int(_MAX_DAMAGE_SHARE * len(text)))
    if damage > allowed or (damage and plausibility(simplified(text)) < _MIN_PLAUSIBILITY):
        return None
    return Decoded(text, "utf-8")


def _with_surrogates(data: bytes) -> str:
    """UTF-8 that holds halves of UTF-16 pairs: pairs are joined, single halves become U+FFFD."""
    try:
        return data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    except UnicodeDecodeError:
        return ""


def _chinese(data: bytes) -> Decoded | None:
    """GB18030 or Big5, whichever reads as better Chinese. A text of either is usually well-formed in the other."""
    candidates = [(_score(data[:_SAMPLE], encoding), encoding) for encoding in ("gb18030", "big5hkscs")]
    score, encoding = max(candidates)
    return Decoded(data.decode(encoding, "replace"), encoding) if score >= _MIN_PLAUSIBILITY else None


def _other(data: bytes) -> Decoded | None:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_FOREIGN).best()
    return None if best is None else Decoded(data.decode(best.encoding, "replace"), best.encoding)


def _score(data: bytes, encoding: str) -> float:
    """Plausibility of the bytes as Chinese in this encoding; damage counts as much as rare characters do."""
    return plausibility(simplified(data.decode(encoding, "replace")))


def _require_text(text: str) -> None:
    if "\0" in text:
        raise NotText(f"a NUL character stands at offset {text.index(chr(0))}", hint=_HINT)
    controls = _controls(text)
    if controls > _MAX_CONTROL_SHARE * len(text):
        raise NotText(f"{controls} of {len(text)} characters are control characters", hint=_HINT)


def _controls(text: str) -> int:
    """How many control characters there are, line ends and such left out: 0 where they are few with those."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    at_most = int(np.count_nonzero(units & 0xFF7F < 0x20)) + text.count("\x7f")
    return len(_CONTROL.findall(text)) if at_most > _MAX_CONTROL_SHARE * len(text) else 0
