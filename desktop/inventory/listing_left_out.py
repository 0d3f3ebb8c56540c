"""What the search did not look into, for the list on paper and as a workbook: as decided, and the system's."""

from __future__ import annotations

from desktop.inventory import store_fence
from desktop.inventory.fence import Exclusion
from desktop.inventory.store import shown_name
from desktop.vault.vault import Vault

LEFT_OUT = "没有查找"
HEADS = ("文件夹或文件", "为什么", "没有查找的")


def left_out_rows(vault: Vault) -> list[tuple[str, str, str]]:
    """Place, reason, and how much of it was met; the system's own folders stand together in the last row."""
    rows = [(shown_name(one.pattern), one.reason, met_words(one)) for one in store_fence.exclusions(vault)]
    system = store_fence.system_met(vault)
    if system:
        rows.append(("、".join(system), "属于操作系统，不存放药店的记录。", f"{len(system)} 处"))
    return rows


def met_words(one: Exclusion) -> str:
    """How much of it the searches came to."""
    counted = [f"{count:,} 个{noun}" for count, noun in ((one.folders, "文件夹"), (one.files, "文件")) if count]
    return "、".join(counted) or "查找时没有遇到"
