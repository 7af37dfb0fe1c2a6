"""Passwords and keys of one data folder: random, made once, kept beside the data for its owner's eyes only."""

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def write_private(file: Path, content: bytes) -> None:
    """At once and whole, readable by its owner alone."""
    part = file.with_suffix(file.suffix + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.rename(file)


class Keys:
    """`keys["demandes.database"]` is a password: the same one each time for the same folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "keys.json"
        self._signing_key = folder / "signing-key.pem"
        self._known: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = secrets.token_hex(16)
            write_private(self._file, json.dumps(self._known, indent=2).encode())
        return self._known[name]

    def __repr__(self) -> str:
        return f"Keys({sorted(self._known)})"

    def file(self, name: str) -> Path:
        """The same kind of password, in a file of its own, for a setting that names a file."""
        file = self._file.with_name(f"{name}.key")
        if not file.exists():
            write_private(file, self[name].encode())
        return file

    def webhook(self, name: str) -> str:
        """The same kind of password, as the keys of Standard Webhooks are written."""
        return f"whsec_{base64.b64encode(self[name].encode()).decode()}"

    def signing_key_file(self) -> Path:
        """The Ed25519 key with which accounts signs its tokens, PKCS 8 in PEM."""
        if not self._signing_key.exists():
            key = Ed25519PrivateKey.generate()
            write_private(self._signing_key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return self._signing_key
