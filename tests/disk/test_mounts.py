"""Which drive a file lies on, when the table of mounts does not say."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.platform != "win32":
    from desktop.disk import linux

    def test_a_root_that_no_mount_lists_is_a_drive_of_unknown_kind(tmp_path: Path) -> None:
        """As in a folder that serves as the root of another system: its table of mounts does not name it."""
        found = linux.mount_of(tmp_path, [])
        assert found.mount_point == "/"
        assert found.file_system == "unknown"
        assert linux.volume(found).mount_point == Path("/")
