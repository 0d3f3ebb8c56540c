"""What the owner is told when a case is finished."""

from __future__ import annotations

import re
from pathlib import Path

from desktop.certificate import bundle
from desktop.certificate.closing import last_words
from desktop.jobs.job import run_to_end
from desktop.practice.case import PASSING
from desktop.session import Session
from tests.certificate.conftest import erased


def words(session: Session) -> str:
    return "\n".join(str(sentence) for sentence in last_words(session))


def test_a_practice_says_what_becomes_of_its_files(tmp_path: Path) -> None:
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑", practice=True)
    run_to_end(bundle.make(session, tmp_path / "证明"))
    kept = words(session)
    assert "这次是演练" in kept
    assert "下次再演练" not in kept, "made in a folder of the owner's own: nobody clears that away"
    with session.vault.change(late=True) as change:
        change.set(PASSING, "yes")
        change.note("test.passing", "case:practice")
    assert words(session) == kept + "\n下次再演练，程序会先把这次演练的文件夹清掉；想留下的，先复制到别处。"
    session.vault.close()


def test_the_case_file_is_kept_for_three_years_at_least(tmp_path: Path) -> None:
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "店里的电脑")
    run_to_end(bundle.make(session, tmp_path / "证明"))
    said = words(session)
    (year,) = re.findall(r"案卷文件和口令[^。]*至少留到(\d{4})年", said)
    assert int(year) >= session.today.year + 3
    session.vault.close()
