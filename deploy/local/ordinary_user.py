"""The ordinary user under which a server runs that refuses root."""

import os
import pwd
import shutil
from collections.abc import Sequence
from pathlib import Path


def hand_over(folder: Path, user: str) -> Sequence[str]:
    """Give `folder` to `user` and return what `setpriv` needs to run as it; nothing to do when we are not root.

    A clone below a closed folder, as /root is, cannot be reached by another user: the server then keeps, of root's
    rights, the one to pass through folders.
    """
    if os.geteuid() != 0:
        return ()
    account = pwd.getpwnam(user)
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid != account.pw_uid:
        shutil.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700)
    become = [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if all(_may_pass(parent, account.pw_uid) for parent in folder.absolute().parents):
        return become
    return [*become, "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]


def _may_pass(folder: Path, uid: int) -> bool:
    found = folder.stat()
    return bool(found.st_mode & (0o100 if found.st_uid == uid else 0o001))
