"""Which process runs a job, and whether it still lives."""

import os
import socket
import threading
from functools import cache
from pathlib import Path

# Set when the process is asked to end: runs stop at their next step and go back to the queue.
stopping = threading.Event()


def identity() -> str:
    """Name of this process, unique over restarts of process, container and machine; at most 64 characters."""
    return f"{_place()}.{os.getpid()}.{_started(os.getpid())}"


def is_gone(worker: str) -> bool | None:
    """True when the process has surely ended, False when it surely lives, None when it lives out of sight."""
    place, pid, started = [*worker.split("."), "", ""][:3]
    if place != _place() or not pid.isdecimal():
        return None
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it lives, under another account
    return started != _started(int(pid))


@cache
def _place() -> str:
    """The process table that numbers belong to: this boot and process namespace, or else the machine's
    name."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        namespace = str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        return socket.gethostname()[:24].replace(".", "-")
    return f"{boot}-{namespace}"


def _started(pid: int) -> str:
    """When the process began, in ticks since boot; empty when unknown. Tells a reused number apart."""
    try:
        # The command name may hold spaces and brackets; what follows the last bracket is regular.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
