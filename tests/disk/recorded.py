"""A kernel32 that writes its calls down and keeps files in memory. Only what the program uses; no file is touched."""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass, field

from desktop.disk import windows_api as w
from desktop.disk.windows_api import FileInformation, VolumeInformation, windows_error


@dataclass
class Node:
    """A file or folder."""

    content: bytearray = field(default_factory=bytearray)
    attributes: int = 0
    links: int = 1
    index: int = 0
    streams: dict[str, bytearray] = field(default_factory=dict)


class RecordedKernel32:
    """`calls` is the order of the calls, without handles and buffers."""

    def __init__(self, bus: int = 11, seek_penalty: int = 1, file_system: str = "NTFS") -> None:
        self.nodes: dict[str, Node] = {}
        self.calls: list[str] = []
        self.refuse: dict[str, int] = {}
        self.shadow_copies = False
        self.type_of_drive = 3
        self._handles: dict[int, tuple[str, str]] = {}
        self._gone: set[int] = set()
        self._bus, self._seek_penalty, self._file_system = bus, seek_penalty, file_system

    def add(self, path: str, content: bytes = b"", attributes: int = 0, links: int = 1) -> Node:
        self.nodes[path] = Node(bytearray(content), attributes, links, len(self.nodes) + 1)
        return self.nodes[path]

    def open(self, path: str, access: int, share: int, disposition: int, flags: int) -> int:
        place = path.removeprefix("\\\\?\\")
        self._note(
            "open",
            place if flags & w.BACKUP_SEMANTICS == 0 else "folder",
            f"share={share}",
            "unbuffered" * bool(flags & w.NO_BUFFERING),
        )
        name, _, stream = place[3:].partition(":")
        name = place[:3] + name
        if path.startswith("\\\\.\\"):
            name = path
        elif disposition == w.CREATE_NEW:
            if name in self.nodes:
                raise windows_error(w.ERROR_FILE_EXISTS)
            self.add(name)
        elif name not in self.nodes:
            raise windows_error(w.ERROR_FILE_NOT_FOUND)
        elif self.nodes[name].attributes & w.READONLY and access & w.GENERIC_WRITE:
            raise windows_error(w.ERROR_ACCESS_DENIED)
        handle = len(self._handles) + 100
        self._handles[handle] = (name, stream)
        if flags & w.DELETE_ON_CLOSE:
            self._gone.add(handle)
        return handle

    def close(self, handle: int) -> None:
        self._note("close")
        name, stream = self._handles.pop(handle)
        self._handles[-handle] = ("", "")
        if handle in self._gone:
            if stream:
                del self.nodes[name].streams[":" + stream.removesuffix(":$DATA")]
            else:
                del self.nodes[name]

    def information(self, handle: int) -> FileInformation:
        node = self.nodes[self._handles[handle][0]]
        return FileInformation(node.attributes, 0xABCD, len(node.content), node.links, node.index)

    def attributes(self, path: str) -> int | None:
        node = self.nodes.get(path.removeprefix("\\\\?\\"))
        return None if node is None else node.attributes

    def read(self, handle: int, offset: int, address: int, length: int) -> int:
        self._note("read")
        assert offset % 4096 == 0
        assert length % 4096 == 0
        assert address % 4096 == 0
        part = bytes(self._bytes(handle)[offset : offset + length])
        ctypes.memmove(address, part, len(part))
        return len(part)

    def write(self, handle: int, offset: int, data: bytes) -> int:
        self._note("write", str(len(data)))
        content = self._bytes(handle)
        content.extend(bytes(max(0, offset + len(data) - len(content))))
        content[offset : offset + len(data)] = data
        return len(data)

    def flush(self, handle: int) -> None:
        self._note("flush")

    def set_information(self, handle: int, kind: int, data: bytes) -> None:
        names = {w.FILE_RENAME_INFO: "rename", w.FILE_DISPOSITION_INFO: "delete", w.FILE_END_OF_FILE_INFO: "cut"}
        self._note(names[kind])
        name, stream = self._handles[handle]
        if kind == w.FILE_DISPOSITION_INFO:
            self._gone.add(handle)
        elif kind == w.FILE_END_OF_FILE_INFO:
            del self.nodes[name].content[struct.unpack("<q", data)[0] :]
        else:
            replace, length = struct.unpack_from("<BxxxxxxxxxxxxxxxI", data)
            new = data[20 : 20 + length].decode("utf-16-le").removeprefix("\\\\?\\")
            assert not replace
            if new in self.nodes:
                raise windows_error(w.ERROR_ALREADY_EXISTS)
            self.nodes[new] = self.nodes.pop(name)
            self._handles[handle] = (new, stream)

    def control(self, handle: int, code: int, data: bytes, room: int) -> tuple[bytes, bool]:
        if code == w.IOCTL_STORAGE_QUERY_PROPERTY:
            kind = struct.unpack_from("<I", data)[0]
            if kind == 0:
                return bytes(28) + struct.pack("<I", self._bus), False
            return struct.pack("<IIB", 12, 12, self._seek_penalty), False
        node = self.nodes[self._handles[handle][0]]
        if len(node.content) < 700:
            raise windows_error(w.ERROR_HANDLE_EOF)
        clusters = -(-len(node.content) // 4096)
        start = struct.unpack("<q", data)[0]
        middle = clusters // 2
        if start < middle:
            return struct.pack("<Ixxxxqqq", 1, 0, middle, 5000), True
        return struct.pack("<Ixxxxqqq", 1, start, clusters, 9000), False

    def streams(self, path: str) -> list[tuple[str, int]]:
        return [(name + ":$DATA", len(data)) for name, data in self.nodes[path.removeprefix("\\\\?\\")].streams.items()]

    def volume_path(self, path: str) -> str:
        return "C:\\"

    def volume_information(self, root: str) -> VolumeInformation:
        return VolumeInformation("", 0xABCD, False, self._file_system)

    def space(self, root: str) -> tuple[int, int, int]:
        return 10**9, 10**8, 4096

    def drive_type(self, root: str) -> int:
        return self.type_of_drive

    def drives(self) -> list[str]:
        return ["C:\\", "E:\\"]

    def devices(self) -> list[str]:
        return ["C:", "PhysicalDrive0"] + ["HarddiskVolumeShadowCopy3"] * self.shadow_copies

    def _bytes(self, handle: int) -> bytearray:
        name, stream = self._handles[handle]
        node = self.nodes[name]
        return node.streams[":" + stream.removesuffix(":$DATA")] if stream else node.content

    def _note(self, call: str, *more: str) -> None:
        self.calls.append(" ".join(part for part in (call, *more) if part))
        if call in self.refuse:
            raise windows_error(self.refuse[call])
