"""The child's side: one task after the other from stdin, in a process that can do nothing else any more."""

import ctypes
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from contracts.children.frames import HEAD, frame, sizes

PR_SET_PDEATHSIG, SIGKILL = 1, 9

Task = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]
"""(what is asked, the file) → (what was found, a file that was made of it, or nothing)."""


def serve_tasks(tasks: Mapping[str, Task], warm_up: Callable[[], None]) -> None:
    """Serve until stdin closes; the arguments are bytes of address space and seconds of CPU for each file.

    `warm_up` makes the libraries load what they load at first use: afterwards no file can be opened.
    """
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    inlet, outlet = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
    warm_up()
    _close_all_doors(memory)
    outlet.write(frame({"ready": True}))
    outlet.flush()
    while (received := _read(inlet)) is not None:
        _bound_time(seconds)
        asked, file = received
        answer, made = _perform(tasks, asked, file)
        outlet.write(frame(answer, made))
        outlet.flush()
        if "fault" in answer:
            return  # what an error in C code left behind is not to be trusted


def _close_all_doors(memory: int) -> None:
    """From here on no descriptor can be opened, hence no file, no socket, no child."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # a library that prints must not break a frame
        os.dup2(nothing, standard)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_time(seconds: int) -> None:
    """A loop without end dies by itself, also when nobody is left to kill it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard))


def _read(inlet: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    head = inlet.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    text, octets = sizes(head)
    return json.loads(inlet.read(text)), inlet.read(octets)


def _perform(tasks: Mapping[str, Task], asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        return tasks[asked["task"]](asked, file)
    except Exception as fault:  # noqa: BLE001 - whatever a file does to a library, the parent must hear of it
        return {"fault": type(fault).__name__}, b""
