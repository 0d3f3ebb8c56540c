"""Files without anybody: the documents of this system, sources, and logs full of numbers that only look like people."""

from __future__ import annotations

import random
import sysconfig
from collections.abc import Iterator
from pathlib import Path

_MOST_REAL = 90_000_000
_WORDS = (
    "the", "of", "and", "to", "in", "is", "for", "with", "on", "this", "that", "be", "are", "as", "by", "from",
    "file", "value", "return", "option", "system", "package", "data",
)  # fmt: skip
_CHINESE = (
    "库存",
    "盘点",
    "系统",
    "更新",
    "完成",
    "打印",
    "连接",
    "超时",
    "重试",
    "小票",
    "商品",
    "价格",
    "促销",
    "数据",
)


def write_noise(folder: Path, size: int, seed: int) -> list[Path]:
    """So many bytes of noise: real documents and sources first, as far as this system has them, then made ones."""
    folder.mkdir(parents=True)
    rnd = random.Random(seed)
    files = list(_real(folder, min(_MOST_REAL, size // 3)))
    done = sum(path.stat().st_size for path in files)
    number = 0
    while done < size:
        path = folder / f"{'log' if number % 3 else 'text'}{number:04}.{'log' if number % 3 else 'txt'}"
        text = _log(rnd, number) if number % 3 else _prose(rnd)
        path.write_bytes(text.encode("gb18030" if number % 5 == 0 else "utf-8"))
        files.append(path)
        done += path.stat().st_size
        number += 1
    return files


def _real(folder: Path, size: int) -> Iterator[Path]:
    """Copies of Debian's documents and Python's sources, many small ones put together."""
    pieces: list[bytes] = []
    held = done = number = 0
    for root in (Path("/usr/share/doc"), Path(sysconfig.get_paths()["stdlib"])):
        for path in sorted(root.rglob("*")):
            if done >= size or path.is_symlink() or not path.is_file() or path.suffix in {".gz", ".pyc", ".so", ".png"}:
                continue
            data = path.read_bytes()
            if b"\0" in data[:4096]:
                continue
            pieces.append(data)
            held += len(data)
            if held > 300_000:
                number += 1
                target = folder / f"doc{number:04}{path.suffix or '.txt'}"
                target.write_bytes(b"\n".join(pieces))
                yield target
                done, held, pieces = done + held, 0, []


def _log(rnd: random.Random, number: int) -> str:
    """A till's log: serial numbers that begin like mobiles, trace ids, wrong cards, times in milliseconds."""
    lines = []
    for n in range(20_000):
        serial = 13_000_000_000 + rnd.randrange(6_999_999_999)
        trace, kind = f"{rnd.getrandbits(96):024x}", n % 6
        stamp = f"2024-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:{n % 60:02}:{(n * 7) % 60:02}.{n % 1000:03}"
        if kind == 0:
            lines.append(f"{stamp} INFO  [{trace}] 流水号={serial} 金额={n % 300}.50 {_CHINESE[n % 14]}")
        elif kind == 1:
            lines.append(f"{stamp} INFO  [{trace}] pos.sale order_no:{serial} qty={n % 9} took {n % 500} ms")
        elif kind == 2:
            lines.append(
                f"{stamp} DEBUG [{trace}] {_CHINESE[n % 14]}{_CHINESE[n % 13]} t=17{serial % 10**11:011} {trace}"
            )
        elif kind == 3:
            lines.append(f"{stamp} WARN  [{trace}] 追溯码 8{serial * 10**8 + n:019} 条码69{serial:011}")
        elif kind == 4:
            lines.append(f"{stamp} INFO  [{trace}] GET /api/stock/{n % 4000}?ts={1700000000 + n} 200 {n * 17 % 90000}")
        else:
            lines.append(
                f"{stamp} INFO  [{trace}] 小票号 {serial} 单号：{serial + number} 批次 9{serial}{n % 10**6:06}"
            )
    return "\n".join(lines)


def _prose(rnd: random.Random) -> str:
    lines = []
    for n in range(12_000):
        if n % 4:
            lines.append(" ".join(rnd.choices(_WORDS, k=12)) + f" {n}.")
        else:
            lines.append("".join(rnd.choices(_CHINESE, k=14)) + f"，共{n}件。")
    return "\n".join(lines)
