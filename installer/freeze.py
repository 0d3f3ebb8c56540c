"""What goes into the frozen program and what stays out; read by ``pharmacy-closeout.spec`` on both systems.

On Linux every library that Debian itself packages stays out: the package depends on it, and Debian keeps it safe. On
Windows everything comes along, but for what belongs to Windows.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parent.parent
Entry = tuple[str, str, str]
"""PyInstaller's: place in the program's folder, file on this machine, kind."""

HIDDEN = ("_rl_accel",)
_QT_MODULES = (
    "Qml", "Quick", "QuickWidgets", "QuickControls2", "WebEngineCore", "WebEngineWidgets", "WebChannel", "Multimedia",
    "Sql", "Test", "Designer", "Help", "3DCore", "Charts", "DataVisualization", "Bluetooth", "Positioning", "OpenGL",
    "UiTools", "OpenGLWidgets", "Concurrent", "Xml",
)  # fmt: skip
EXCLUDED = (
    "tkinter", "setuptools", "pip", "pytest", "hypothesis", "fontTools", "pydoc", "doctest",
    "pdb", "unittest", "lib2to3", "distutils", "curses", "readline", "ensurepip", "idlelib", "venv", "xmlrpc",
    "wsgiref",
    "PIL.ImageTk", "PIL.ImageQt", "PIL._avif", "PIL.AvifImagePlugin", "PIL._webp", "py7zr.cli", "keyring.cli",
    "keyring.devpi_client",
    *(f"PySide6.Qt{name}" for name in _QT_MODULES),
)  # fmt: skip

# Qt's parts that no page needs; names without prefix, suffix and version, which differ between the systems.
_LIBRARIES = (
    "Quick", "Qml", "VirtualKeyboard", "WebEngine", "WebChannel", "EglFs", "EglFS", "OpenGLWidgets", "Designer",
    "WlShell", "WaylandCompositor", "WaylandEglCompositor",
)  # fmt: skip
_PLUGINS = {
    "platforms": {"windows", "offscreen", "xcb", "wayland-generic", "wayland-egl"},
    "platformthemes": {"xdgdesktopportal"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "imageformats": {"jpeg", "svg", "ico", "gif"},
    "iconengines": {"svgicon"},
    "styles": {"modernwindowsstyle"},
    "printsupport": {"cupsprintersupport", "windowsprintersupport"},
    "xcbglintegrations": {"xcb-egl-integration", "xcb-glx-integration"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"bradient", "adwaita"},
    "wayland-graphics-integration-client": {
        "qt-plugin-wayland-egl", "dmabuf-server", "drm-egl-server", "shm-emulation-server",
    },
}  # fmt: skip


def _plain(name: str) -> str:
    """A plugin's name without what a system puts round it: libqxcb.so and qxcb.dll are both xcb."""
    return re.sub(r"^(lib)?(q(?!t-plugin))?", "", name.split(".")[0])


def _of_debian(place: str, source: str) -> bool:
    """Whether a file belongs to a Debian package that the .deb can depend on."""
    if sys.platform == "win32" or not source.startswith(("/lib/", "/lib64/", "/usr/lib/")):
        return False
    own = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), "/usr/lib/python3")
    # Debian's Python may be any of the versions that are in use; the program brings its own.
    return not source.startswith(own) and not PurePath(source).name.startswith("libpython")


def kept(entry: Entry) -> bool:
    """Whether a file that PyInstaller found goes into the program's folder."""
    place, source = PurePath(entry[0].replace("\\", "/")), entry[1]
    parts, name = place.parts, place.name
    if _of_debian(entry[0], source):
        return False
    bare = re.sub(r"^(lib)?Qt6?", "", name)
    # On Linux PyInstaller puts links to Qt's libraries at the top, too.
    if bare != name and bare.startswith(_LIBRARIES):
        return False
    if "PySide6" not in parts:
        # The Universal C Runtime is a part of Windows 10; older copies beside the program would hide it.
        return not name.lower().startswith(("api-ms-win-", "ucrtbase"))
    if "plugins" in parts:
        folder = parts[parts.index("plugins") + 1]
        return _plain(name) in _PLUGINS.get(folder, set())
    if "translations" in parts:
        return name == "qtbase_zh_CN.qm"
    return not name.startswith("opengl32sw")


def filtered(entries: Iterable[Entry]) -> list[Entry]:
    """What of PyInstaller's findings is kept, in a fixed order."""
    return sorted(entry for entry in entries if kept(entry))


def beside_numpy() -> list[Entry]:
    """The part of Microsoft's runtime that numpy's copy of it may ask for; PyInstaller takes it for Windows' own."""
    found = next(Path(sysconfig.get_path("purelib")).glob("shiboken6/concrt140.dll"))
    return [(f"numpy.libs/{found.name}", str(found), "BINARY")]


_LICENCE = re.compile(r"\.dist-info/(.*/)?(licen[cs]es?|copying|notice|authors)[^/]*($|/[^/]+$)", re.IGNORECASE)


def licences() -> Iterator[tuple[str, str]]:
    """Texts of all licences as (file, folder in the program): own, Python's, Qt's, and each installed package's."""
    yield str(ROOT / "LICENSE"), "licences"
    yield str(ROOT / "resources" / "fonts" / "OFL.txt"), "licences/fonts"
    for text in sorted((ROOT / "installer" / "licences").glob("*.txt")):
        yield str(text), "licences/Qt"
    for folder in (Path(sys.prefix), Path(sysconfig.get_path("stdlib")), Path("/usr/share/doc/python3.11")):
        for name in ("LICENSE.txt", "copyright"):
            if (folder / name).is_file():
                yield str(folder / name), "licences/Python"
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for package in [*re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE), "pyinstaller"]:
        try:
            installed = metadata.distribution(package)
        except metadata.PackageNotFoundError:
            continue  # for the other system
        for file in installed.files or ():
            if _LICENCE.search(file.as_posix()):
                yield str(installed.locate_file(file)), f"licences/{package}"


def version_numbers(version: str) -> tuple[int, int, int, int]:
    """A version as Windows writes it, in four numbers."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:4]]
    first, second, third, fourth = [*numbers, 0, 0, 0, 0][:4]
    return first, second, third, fourth
