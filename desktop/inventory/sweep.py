"""Numbers in raw bytes, a block at a time: candidates and their check digits as operations on whole arrays.

ASCII digits are never part of another character in UTF-8 and GB18030, with one exception that is handled: characters
of four bytes in GB18030 end in a digit. So nothing is decoded to find them. `numbers` is complete: whatever
`recognise.find` finds as resident ID, mobile or bank card, it finds. It may find a little more, where only the
decoded text can tell; what goes into the case is judged by `find`, on the lines picked out here (`sifting`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from desktop.inventory import digits, fields
from desktop.inventory.recognise import SERIAL_WORDS, back_to_back

Bytes: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]
Places: TypeAlias = npt.NDArray[np.intp]

PAD = b"\n" * 32
"""Around a block, so that looking a few bytes ahead or back needs no test."""
_PROVINCES = np.array([f"{n:02}" in digits.PROVINCES for n in range(100)])
_WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), np.int32)
_CHECKS = np.frombuffer(b"10X98765432", np.uint8)
_DOUBLED = np.array((0, 2, 4, 6, 8, 1, 3, 5, 7, 9), np.int32)
_DAYS = np.array((0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0), np.int32)
_WORD = np.array([bytes([n]).isalnum() or n == ord("_") for n in range(256)])
_LETTER = np.array([bytes([n]).isalpha() or n == ord("_") for n in range(256)])
_MAY_END = np.array([chr(n).lower() in "dolezhjxqntm" for n in range(256)])
"""Last letters of words that may stand glued before a number: tel138…, SFZ99…"""
_GLUED = re.compile(
    rb"(?:^|[^a-z0-9]|[\x81-\xfe][a-z0-9])(?:id|no|tel|mobile|phone|sfzh?|sjh?|wx|qq|n|t|m)\.?$", re.IGNORECASE
)
_SIGN = rb"(?:[ .-]|\xe3\x80\x80|\xc2\xb7|\xef\xbc\x8d|\xa1\xa1|\xa1\xa4|\xa3\xad)"
"""What stands between groups of digits: a blank, a point, a hyphen, and their wide forms in UTF-8 and GB18030."""
_SPACED = re.compile(
    rb"(?:(?P<mobile>1[3-9][0-9](?P<m>" + _SIGN + rb")[0-9]{4}(?P=m)[0-9]{4}"
    rb"|(?:[(]|\xef\xbc\x88|\xa3\xa8)1[3-9][0-9](?:[)]|\xef\xbc\x89|\xa3\xa9)[0-9]{4}" + _SIGN + rb"[0-9]{4})"
    rb"|(?P<id>[1-9][0-9]{2}" + _SIGN + rb"?[0-9]{3}" + _SIGN + rb"(?:19|20)[0-9]{2}"
    rb"(?:[0-9]{4}|" + _SIGN + rb"[0-9]{4})" + _SIGN + rb"[0-9]{3}[0-9Xx])"
    rb"|(?P<card>6[0-9]{3}(?P<c>[ -])[0-9]{4}(?P=c)[0-9]{4}(?P=c)[0-9]{4}(?:(?P=c)[0-9]{1,3})?))(?![0-9])"
)
_BETWEEN, _WIDE_ENDS, _CLOSED = (
    np.isin(np.arange(256), signs)
    for signs in ((0x20, 0x2D, 0x2E), (0x80, 0xB7, 0x8D, 0xA1, 0xA4, 0xAD), (0x29, 0x89, 0xA9))
)
"""Plain signs, last bytes of the wide ones, and of closing brackets."""
_LONG_RUN = re.compile(rb"[0-9]{11,}(?:[Xx][0-9]*)?")
_LOW = np.frombuffer(bytes(range(256)).lower(), np.uint8)
_SERIAL_WORDS = tuple({word.encode(code).lower() for word in SERIAL_WORDS for code in ("utf-8", "gb18030")})
_NEAR_WORDS = 16
"""Signs before a number behind which such a word is looked for."""
_COLONS = (b"\xef\xbc\x9a", b"\xa3\xba")
_SERIAL_ENDS = sorted({word[-2:] for word in _SERIAL_WORDS})
_END_OF = np.zeros((256, 256), np.uint8)
"""Which of the ends two bytes are, counted from 1."""
for _number, _end in enumerate(_SERIAL_ENDS, 1):
    _END_OF[_end[0], _end[1]] = _number
_WORDS_WITH = {
    number: [np.frombuffer(word, np.uint8) for word in _SERIAL_WORDS if word.endswith(end)]
    for number, end in enumerate(_SERIAL_ENDS, 1)
}
_BACK = np.arange(-max(map(len, _SERIAL_WORDS)) + 1, 1)
_SINGLE = np.isin(np.arange(256), list(b" :=#"))
_MARKS = np.isin(np.arange(256), [*b" :=#", *(colon[-1] for colon in _COLONS)])
_NO_PLACES = np.empty(0, np.intp)


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of one kind in a block: where each begins, and its plain form."""

    field_type: str
    starts: Places
    values: list[bytes]


@dataclass(frozen=True, slots=True)
class Ground:
    """A block with what all searches share. `four[i]`: four digits from i on; likewise `eight`."""

    data: Bytes
    raw: bytes
    digit: Flags
    four: Flags
    eight: Flags


def ground(block: bytes) -> Ground:
    """Prepare a block; offsets in what is found count from the block's padding on."""
    raw = PAD + block + PAD
    data = np.frombuffer(raw, np.uint8)
    if not block.isascii():
        data = _plain_digits(data)
        raw = data.tobytes()
    digit = (data - np.uint8(48)) < 10
    if not block.isascii():
        # 𬴂138…: the last byte of a four-byte character is a digit. Nothing else has a digit two bytes before.
        last = np.flatnonzero(digit[2:] & (data[1:-1] >= 0x81) & digit[:-2]) + 2
        digit[last] = False
    two = digit[:-1] & digit[1:]
    four = two[:-2] & two[2:]
    return Ground(data, raw, digit, four, four[:-4] & four[4:])


def numbers(block: Ground) -> Iterator[Found]:
    """Resident IDs, mobiles and bank cards, in runs and with blanks or hyphens between."""
    first, length = _runs(block)
    if first.size:
        with_x = (block.data[first + length] | 32) == ord("x")
        torn = (length >= 17) & with_x & block.digit[first + length + 1]
        together = (length > 20) | torn
        if together.any():
            yield from _back_to_back(block, first[together], length[together], torn[together])
        free = _stands_free(block, first, first + length + with_x)
        first, length, with_x = first[free], length[free], with_x[free]
        yield from _mobiles(block.data, first, length)
        yield from _ids_and_cards(block.data, first, length, with_x)
    yield from _spaced(block)


def _back_to_back(block: Ground, first: Places, length: Places, torn: Flags) -> Iterator[Found]:
    """Fields of a fixed width without anything between them: ID numbers at any offset, mobiles beside them."""
    reach = length - 16
    at = np.repeat(first - np.concatenate(([0], np.cumsum(reach)[:-1])), reach) + np.arange(int(reach.sum()))
    # Only with an ID number in it a run says anything. One that goes on behind an X is always looked at.
    lucky = np.union1d(np.searchsorted(first, at[is_id(block.data, at)], "right") - 1, np.flatnonzero(torn))
    found: dict[str, list[tuple[int, bytes]]] = {}
    for start in first[lucky].tolist():
        run = _LONG_RUN.match(block.raw, start)
        assert run is not None, "a run of digits begins here"
        free = _stands_free(block, np.array([start]), np.array([run.end()]))[0]
        if not free or _is_serial(block.raw[max(0, start - 24) : start]):
            continue
        for place, field_type, value in back_to_back(run[0].decode("ascii")):
            found.setdefault(field_type, []).append((start + place, value.encode("ascii")))
    for field_type, pairs in found.items():
        yield Found(field_type, np.array([place for place, _ in pairs], np.intp), [value for _, value in pairs])


def short_ids(block: Ground) -> Places:
    """Where fifteen digits may be an ID number of the first generation: only a keyword beside them can tell."""
    first, length = _runs(block)
    first = first[length == 15]
    if not first.size:
        return _NO_PLACES
    rows = _rows(block.data, first, 15)
    month, day = rows[:, 8] * 10 + rows[:, 9], rows[:, 10] * 10 + rows[:, 11]
    fits = _PROVINCES[rows[:, 0] * 10 + rows[:, 1]] & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    return np.asarray(first[fits], np.intp)


def landlines(block: Ground) -> Places:
    """Where a hyphen stands between two digits and seven: an area code with its number, or something else."""
    data, digit, four = block.data, block.digit, block.four
    end = len(four) - 8
    fits = (data[2:end] == 45) & four[3 : end + 1] & four[6 : end + 4] & digit[1 : end - 1] & digit[: end - 2]
    return np.asarray(np.flatnonzero(fits) + 2, np.intp)


def _plain_digits(data: Bytes) -> Bytes:
    """Full-width digits and X as plain ones, in UTF-8 and GB18030. Line ends stay, so lines keep their numbers.

    In GB18030 a pair that lies across two characters may be hit: then a character is lost here, and no digit.
    """
    wide = np.flatnonzero((data[:-2] == 0xEF) & (data[1:-1] == 0xBC))
    third = data[wide + 2]
    wide = wide[((third >= 0x90) & (third <= 0x99)) | (third == 0xB8) | (third == 0x98 + 0x20)]
    narrow = np.flatnonzero((data[:-1] == 0xA3) & (((data[1:] >= 0xB0) & (data[1:] <= 0xB9)) | (data[1:] == 0xD8)))
    if wide.size + narrow.size < 11:
        return data
    data = data.copy()
    keep = np.ones(len(data), np.bool_)
    if wide.size:
        last = data[wide + 2]
        data[wide + 2] = np.where(last <= 0x99, last - 0x60, ord("X"))
        keep[wide] = keep[wide + 1] = False
    if narrow.size:
        last = data[narrow + 1]
        data[narrow + 1] = np.where(last <= 0xB9, last - 0x80, ord("X"))
        keep[narrow] = False
    return np.asarray(data[keep], np.uint8)


def _runs(block: Ground) -> tuple[Places, Places]:
    """Where runs of eleven digits and more begin, and how long they are."""
    eight = block.eight
    at = np.flatnonzero(eight[:-3] & eight[3:])
    if not at.size:
        return _NO_PLACES, _NO_PLACES
    breaks = np.flatnonzero(np.diff(at) != 1)
    first = at[np.concatenate(([0], breaks + 1))]
    last = at[np.concatenate((breaks, [len(at) - 1]))]
    return np.asarray(first, np.intp), np.asarray(last - first + 11, np.intp)


def _stands_free(block: Ground, first: Places, end: Places) -> Flags:
    """Which runs are not part of a longer code: a trace id, a decimal fraction."""
    data = block.data
    before, second = data[first - 1], data[first - 2]
    free = ~_WORD[data[end]] & ~((before == ord(".")) & block.digit[first - 2])
    # A letter after a byte above 0x80 may be the second half of a character of GB18030.
    letter = _LETTER[before] & (second < 0x81)
    doubtful = np.flatnonzero(free & letter & _MAY_END[before])
    free &= ~letter
    for place in doubtful:
        start = int(first[place])
        free[place] = _GLUED.search(block.raw[start - 10 : start]) is not None
    return np.asarray(free, np.bool_)


def _rows(data: Bytes, first: Places, length: int) -> npt.NDArray[np.int32]:
    return np.asarray(data[first[:, None] + np.arange(length)].astype(np.int32) - 48, np.int32)


def _values(data: Bytes, first: Places, length: int) -> list[bytes]:
    taken = np.ascontiguousarray(data[first[:, None] + np.arange(length)])
    values: list[bytes] = taken.view(f"S{length}").ravel().tolist()
    return values


def _mobiles(data: Bytes, first: Places, length: Places) -> Iterator[Found]:
    starts = [first[length == 11]]
    for prefix in (b"86", b"0086"):
        long = first[length == 11 + len(prefix)]
        for offset, sign in enumerate(prefix):
            long = long[data[long + offset] == sign]
        starts.append(long + len(prefix))
    at = np.concatenate(starts)
    at = at[(data[at] == 49) & (data[at + 1] >= 51)]
    at = at[~_serial(data, at)]
    if at.size:
        yield Found(fields.MOBILE, at, _values(data, at, 11))


def _serial(data: Bytes, at: Places) -> Flags:
    """Which numbers have a serial number's word before them, with signs in between. The same as `_is_serial`."""
    end = at - 1
    moving = np.flatnonzero(_MARKS[data[end]])
    while moving.size:
        last, second = data[end[moving]], data[end[moving] - 1]
        step = np.where(_SINGLE[last], 1, 0)
        step[(last == 0xBA) & (second == 0xA3)] = 2
        step[(last == 0x9A) & (second == 0xBC) & (data[end[moving] - 2] == 0xEF)] = 3
        moving, step = moving[step > 0], step[step > 0]
        end[moving] -= step
        moving = moving[_MARKS[data[end[moving]]] & (end[moving] > at[moving] - _NEAR_WORDS)]
    ends = _END_OF[_LOW[data[end - 1]], _LOW[data[end]]]
    perhaps = np.flatnonzero(ends)
    serial = np.zeros(len(at), np.bool_)
    for number in set(ends[perhaps].tolist()):
        which = perhaps[ends[perhaps] == number]
        for word in _WORDS_WITH[number]:
            before = data[end[which][:, None] + _BACK[-len(word) :]]
            serial[which] |= (_LOW[before] == word).all(axis=1)
    return serial


def _is_serial(before: bytes) -> bool:
    before = before.rstrip(b" :=#")
    while before.endswith(_COLONS):
        before = before[: -3 if before.endswith(_COLONS[0]) else -2].rstrip(b" :=#")
    return before.lower().endswith(_SERIAL_WORDS)


def _ids_and_cards(data: Bytes, first: Places, length: Places, with_x: Flags) -> Iterator[Found]:
    eighteen = first[(length == 18) | ((length == 17) & with_x)]
    valid = is_id(data, eighteen)
    ids = eighteen[valid]
    if ids.size:
        yield Found(fields.ID_NUMBER, ids, [value.upper() for value in _values(data, ids, 18)])
    for size in (16, 17, 18, 19):
        at = first[(length == size) & ~(with_x & (length == 17))]
        if size == 18:
            at = np.setdiff1d(at, ids, assume_unique=True)
        at = at[is_card(data, at, size)]
        if at.size:
            yield Found(fields.BANK_CARD, at, _values(data, at, size))


def is_id(data: Bytes, first: Places) -> Flags:
    """Which places begin an ID number of 18 characters with province, birthday and check character right."""
    if not first.size:
        return np.empty(0, np.bool_)
    rows = _rows(data, first, 18)
    body = rows[:, :17]
    year = body[:, 6] * 1000 + body[:, 7] * 100 + body[:, 8] * 10 + body[:, 9]
    month, day = body[:, 10] * 10 + body[:, 11], body[:, 12] * 10 + body[:, 13]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    days = _DAYS[np.minimum(month, 15)] + (leap & (month == 2))
    born = (year >= 1850) & (year < 2100) & (day >= 1) & (day <= days)
    last = data[first + 17] & np.uint8(0xDF)
    last = np.where(last == ord("X"), last, data[first + 17])
    checked = _CHECKS[(body @ _WEIGHTS) % 11] == last
    return np.asarray(_PROVINCES[body[:, 0] * 10 + body[:, 1]] & born & checked, np.bool_)


def is_card(data: Bytes, first: Places, length: int) -> Flags:
    """Which places begin a bank card of this length: prefix and Luhn's digit right."""
    if not first.size:
        return np.empty(0, np.bool_)
    union = (data[first] == ord("6")) & ((data[first + 1] == ord("2")) | (data[first + 1] == ord("0")))
    if length == 16:
        union |= (data[first] >= ord("3")) & (data[first] <= ord("6"))
    fits = np.zeros(len(first), np.bool_)
    at = first[union]
    if at.size:
        rows = _rows(data, at, length)[:, ::-1]
        total = rows[:, 0::2].sum(axis=1) + _DOUBLED[rows[:, 1::2]].sum(axis=1)
        fits[union] = (total % 10 == 0) & (rows != rows[:, :1]).any(axis=1)
    return fits


def _spaced(block: Ground) -> Iterator[Found]:
    checks: dict[str, tuple[str, Callable[[str], bool]]] = {
        "mobile": (fields.MOBILE, digits.is_mobile),
        "id": (fields.ID_NUMBER, digits.is_id),
        "card": (fields.BANK_CARD, digits.is_bank_card),
    }
    found: dict[str, dict[int, bytes]] = {}
    for place in _in_groups(block).tolist():
        seen = _SPACED.search(block.raw, max(0, place - 24), place + 32)
        while seen and (seen.end() <= place or block.digit[seen.start() - 1]):
            seen = _SPACED.search(block.raw, seen.start() + 1, place + 32)
        if seen is None:
            continue
        name = next(name for name in checks if seen[name])
        field_type, is_one = checks[name]
        value = bytes(sign for sign in seen[0].upper() if sign in b"0123456789X")
        if is_one(value.decode("ascii")):
            found.setdefault(field_type, {})[seen.start()] = value
    for field_type, values in found.items():
        starts = sorted(values)
        yield Found(field_type, np.array(starts, np.intp), [values[start] for start in starts])


def _in_groups(block: Ground) -> Places:
    """Where a sign ends between groups of digits, as in mobiles, ID numbers and cards that are written in groups."""
    data, digit, four, eight = block.data, block.digit, block.four, block.eight
    end = len(eight) - 16
    before = data[:end]
    begins = four[1 : end + 1] & ~digit[:end]
    # Whole arrays as long as everything is looked at; places when few are left.
    plain = np.flatnonzero(begins[1:] & digit[: end - 1] & ((before[1:] - np.uint8(0x20)) <= 0x0E)) + 1
    plain = plain[_BETWEEN[data[plain]]]
    plain = plain[digit[plain - 2] & digit[plain - 3]]
    high = np.flatnonzero(begins & ((before >= 0x80) | (before == 0x29)))
    sign = data[high]
    wide = high[_WIDE_ENDS[sign]]
    wide = wide[digit[wide - 2] | digit[wide - 3]]
    closed = high[_CLOSED[sign]]
    closed = closed[digit[closed - 1] | digit[closed - 3] | digit[closed - 2]]
    at = plain[_BETWEEN[data[plain + 5]] & digit[plain + 6] & digit[plain + 7] & digit[plain + 8]]
    mobile = at[(data[at - 3] == 49) & ~digit[at - 4] & four[at + 6]]
    card = at[(data[at - 4] == 54) & digit[at - 4] & ~digit[at - 5] & four[at + 6] & four[at + 11]]
    five = at[_BETWEEN[data[at + 10]] & four[at + 6] & ((data[at + 1] == 49) | (data[at + 1] == 50))]
    nine = plain[_BETWEEN[data[plain + 9]] & eight[plain + 1] & digit[plain + 10]]
    nine = nine[(data[nine + 1] == 49) | (data[nine + 1] == 50)]
    return np.unique(np.concatenate((mobile, card, five, nine, wide, closed)))
