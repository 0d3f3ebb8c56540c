"""Sign a program with the certificate that is configured: ``sign.py FILE``. Without one it says so and changes nothing.

CERTIFICATE           a PKCS#12 file
CERTIFICATE_PASSWORD  its password
TIMESTAMP_SERVER      address of a time stamping service (RFC 3161); without it the signature ends with the certificate

On Windows by signtool of the Windows SDK, elsewhere by osslsigncode.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAME = "药店闭店助手 Pharmacy Closeout"


def signtool() -> str:
    """The newest signtool of the Windows SDK."""
    kits = Path(os.environ.get("PROGRAMFILES(X86)", "C:\\Program Files (x86)")) / "Windows Kits" / "10" / "bin"
    found = sorted(kits.glob("*/x64/signtool.exe"))
    if not found:
        sys.exit("signtool of the Windows SDK is not here")
    return str(found[-1])


def command(file: Path, certificate: str, password: str, stamps: str, signed: Path) -> list[str]:
    """How this system signs."""
    if sys.platform == "win32":
        stamp = ["-tr", stamps, "-td", "sha256"] if stamps else []
        return [signtool(), "sign", "-f", certificate, "-p", password, "-fd", "sha256", "-d", NAME, *stamp, str(file)]
    stamp = ["-ts", stamps] if stamps else []
    key = ["-pkcs12", certificate, "-pass", password, "-h", "sha256", "-n", NAME, *stamp]
    return ["osslsigncode", "sign", *key, "-in", str(file), "-out", str(signed)]


def main(file: Path) -> None:
    """Sign in place."""
    certificate = os.environ.get("CERTIFICATE", "")
    if not certificate:
        print(f"not signed, no certificate is configured: {file.name}")
        return
    signed = file.with_name(file.name + ".signed")
    password, stamps = os.environ.get("CERTIFICATE_PASSWORD", ""), os.environ.get("TIMESTAMP_SERVER", "")
    # The password is on the command line: what fails must not show it.
    done = subprocess.run(command(file, certificate, password, stamps, signed), capture_output=True, text=True)
    if done.returncode:
        sys.exit(
            f"{file.name} could not be signed: {done.stderr.replace(password, '...') if password else done.stderr}"
        )
    if signed.exists():
        shutil.move(signed, file)
    print(f"signed: {file.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
