"""Who holds a lease, so that a worker killed without notice is recognised at once where possible."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path


def _process_space() -> str:
    """Names the set of processes whose ids this one can see; empty where the system does not tell."""
    try:
        space = os.stat("/proc/self/ns/pid").st_ino
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return ""
    return f"{boot}-{space}"


def new_owner() -> str:
    """A name for this worker that no other run of it will have."""
    return f"{socket.gethostname()[:30]}/{_process_space()}/{os.getpid()}/{secrets.token_hex(4)}"


def owner_is_gone(owner: str) -> bool:
    """True only if the process is known to have ended; its leases need not run out first."""
    parts = owner.split("/")
    if len(parts) != 4 or not parts[1] or parts[1] != _process_space() or not parts[2].isdecimal():
        return False
    try:
        os.kill(int(parts[2]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
