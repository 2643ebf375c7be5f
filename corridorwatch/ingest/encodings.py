"""Bytes to text: which encoding a file is in, and where the bytes are that it cannot be in.

UTF-8 and UTF-16 say so themselves. A single-byte encoding never does: any byte is some letter in it. It is therefore a
guess to be confirmed (`corridorwatch map`), and afterwards a statement of the mapping file, held to the letter.
"""

from corridorwatch.errors import BrokenSource

ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
"""What a mapping file may state."""


def guess_encoding(content: bytes, file_name: str) -> tuple[str, bool]:
    """The encoding, and whether it is sure: cp1252 is a guess, for somebody to look at.

    Raises:
        BrokenSource: the bytes are in none of `ENCODINGS`; the first byte that is not is named.
    """
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise _undecodable(file_name, content, 0, "UTF-32")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", True
    if content.count(b"\x00") > len(content) // 8:
        raise _undecodable(file_name, content, content.index(b"\x00"), "UTF-16 without its byte order mark")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        not_utf8 = error.start
    else:
        return "utf-8", True
    try:
        content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _undecodable(file_name, content, error.start, f"neither UTF-8 (byte {not_utf8}) nor cp1252") from error
    return "cp1252", False


def says_itself(content: bytes) -> str:
    """`utf-16` or `utf-8`, where the bytes are that; else empty."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def decode(content: bytes, encoding: str, file_name: str) -> str:
    """The text, without a byte order mark.

    Args:
        encoding: one of `ENCODINGS`.

    Raises:
        BrokenSource: a byte does not belong to the encoding.
    """
    try:
        return content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as error:
        named = "UTF-8" if encoding == "utf-8" else encoding
        raise _undecodable(file_name, content, getattr(error, "start", 0), f"not {named}") from error


def _undecodable(file_name: str, content: bytes, offset: int, what: str) -> BrokenSource:
    byte = f"byte 0x{content[offset]:02x}" if offset < len(content) else "its end"
    line = content.count(b"\n", 0, offset) + 1
    return BrokenSource(
        f"{file_name} is {what}: {byte} at offset {offset}, line {line}.",
        expected="text in UTF-8, UTF-16 with a byte order mark, cp1252 or latin-1",
        next_step="save the file as UTF-8, or state its encoding in the mapping file",
    )
