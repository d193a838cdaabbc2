"""Files a simulated bot sent: what Telegram takes as a photo, and the ids it gives.

Source: https://core.telegram.org/bots/api#sending-files: photos of 10 MB, other files of 50 MB; a photo's width and
height together at most 10000 and their ratio at most 20.
"""

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from simulator.telegram_call import Call, Refused, Upload, bad_request

LARGEST_PHOTO: Final = 10 * 1024 * 1024
LARGEST_FILE: Final = 50 * 1024 * 1024
LONGEST_SIDES: Final = 10_000
"""Pixels of width and height together."""
STEEPEST_RATIO: Final = 20

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8"
_JPEG_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})


@dataclass(frozen=True, slots=True)
class Media:
    """A photo or a document of a message.

    Attributes:
        kind: ``photo`` or ``document``.
        file_id: The id to send it again by.
        upload: The file.
        size: Width and height in pixels; None for a document.

    """

    kind: str
    file_id: str
    upload: Upload
    size: tuple[int, int] | None = None

    def as_json(self) -> dict[str, object]:
        """The message's own field for it."""
        common = {
            "file_id": self.file_id,
            "file_unique_id": self.file_id[-16:],
            "file_size": len(self.upload.content),
        }
        if self.size is not None:
            return {"photo": [{**common, "width": self.size[0], "height": self.size[1]}]}
        names = {"file_name": self.upload.filename, "mime_type": self.upload.content_type}
        return {"document": {**common, **names}}


class FileBook:
    """Files by their ids."""

    def __init__(self) -> None:
        self._media: dict[str, Media] = {}

    def take(self, call: Call, kind: str, source: str, name: str) -> Media:
        """The file a call sends.

        Args:
            call: The call.
            kind: ``photo`` or ``document``.
            source: An id, ``attach://NAME`` or an address; empty when the file is the field ``name`` itself.
            name: The field it is uploaded in.

        Raises:
            Refused: When there is none, or Telegram would not take it as that kind.

        """
        upload = call.files.get(source.removeprefix("attach://") if source.startswith("attach://") else name)
        if upload is not None:
            return self._stored(kind, upload)
        if not source or source.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        if source.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        known = self._media.get(source)
        if known is None or known.kind != kind:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return known

    def _stored(self, kind: str, upload: Upload) -> Media:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > LARGEST_FILE:
            raise Refused(413, "Request Entity Too Large")
        size = _photo_size(upload.content) if kind == "photo" else None
        file_id = f"{kind}-{sha256(upload.content + upload.filename.encode()).hexdigest()[:32]}"
        return self._media.setdefault(file_id, Media(kind, file_id, upload, size))


def _photo_size(content: bytes) -> tuple[int, int]:
    if len(content) > LARGEST_PHOTO:
        words = f"file of size {len(content)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        raise bad_request(words)
    size = _png_size(content) or _jpeg_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > LONGEST_SIDES or max(size) > STEEPEST_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG (https://www.w3.org/TR/png-3/#11IHDR); None for anything else."""
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 24:  # noqa: PLR2004 - end of both
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height) if width and height else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG, from its first frame header (ITU-T T.81, B.2.2); None for anything else."""
    if not content.startswith(_JPEG):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:  # noqa: PLR2004 - what every marker begins with
        length, _, height, width = struct.unpack(">HBHH", content[at + 2 : at + 9])
        if content[at + 1] in _JPEG_FRAMES:
            return (width, height) if width and height else None
        at += 2 + length
    return None
