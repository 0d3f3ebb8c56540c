"""A case with rules of its own: the certificate, the register and the bundle name that very file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from desktop.certificate import bundle
from desktop.certificate.verify import EVIDENCE, RULES, verify
from desktop.classification import rule_file
from desktop.jobs.job import run_to_end
from desktop.resources import resource
from tests.certificate.conftest import destroyed
from tests.certificate.test_papers import text_of
from tests.erasure.stage import new_session


def test_the_bundle_holds_the_file_that_the_case_was_decided_by(tmp_path: Path) -> None:
    session = new_session(tmp_path / "case" / "shop.case")
    text = resource("rules", "retention-rules.toml").read_text("utf-8")
    file = tmp_path / "省局规则.toml"
    file.write_text(text.replace('as_of = "2026-11-21"', 'as_of = "2026-10-08"'), "utf-8")
    offer = run_to_end(rule_file.examine(session, file)).offer
    assert offer is not None
    run_to_end(rule_file.take(session, offer, "省局发了新规定"))
    destroyed(session, tmp_path / "店里的电脑")
    made = run_to_end(bundle.make(session, tmp_path / "证明"))
    assert verify(made.folder, expected=made.manifest_sha256).sound
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert (made.folder / RULES).read_bytes() == file.read_bytes()
    evidence = json.loads((made.folder / EVIDENCE).read_bytes())
    assert evidence["rules"] == {"as_of": "2026-10-08", "file": "省局规则.toml", "sha256": digest}
    register = " ".join(text_of(next((made.folder / "data").glob("*.pdf"))))
    assert f"{digest[:4]}⋯{digest[-4:]}".upper() in register
    assert "2026-10-08" in register
    session.vault.close()
