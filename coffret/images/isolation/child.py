"""The process in which hostile images are decoded: ``python -m coffret.images.isolation.child``.

Requests and answers are lines of JSON on standard input and output: {"id", "task", "arguments"} gives {"id"} with one
of "result" (a JSON object), "gave_up" ([reason, detail]), "system" ([errno, text]) or "failed" (a traceback: a bug).
Nothing here knows Django. Memory and processor time are limited by the kernel: what passes them is refused to the
library that asked, or kills this process; the parent says so of the one file and goes on.
"""

import argparse
import importlib
import json
import os
import resource
import select
import sys
import traceback
from collections.abc import Callable
from typing import Any

from coffret.images.isolation.tasks import TASKS, Unable

MIB = 1 << 20
# Mapped files and reserved but untouched addresses (arenas, stacks) are no memory used, yet RLIMIT_AS counts them:
# it stands this far above RLIMIT_DATA, which counts every private page that could be written to.
ADDRESSES_BESIDE = 4096 * MIB
# What a task may write at most: a pyramid of the largest image allowed.
LARGEST_FILE = 8192 * MIB
OPEN_FILES = 128
# A longer request is no request of ours.
LONGEST_LINE = 4 * MIB


def limit(memory: int) -> None:
    """Cap this process for ever: ``memory`` bytes of its own pages, files open and written, no core dump."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_AS, (memory + ADDRESSES_BESIDE, memory + ADDRESSES_BESIDE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def grant(seconds: int) -> None:
    """Allow ``seconds`` of processor time from now on; the kernel kills what passes them."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def function(task: str) -> Callable[..., dict[str, Any]]:
    """Return the function of a task; raises KeyError for one that is not in the table."""
    module, name = TASKS[task].split(":")
    found: Callable[..., dict[str, Any]] = getattr(importlib.import_module(module), name)
    return found


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Do what a request asks; whatever happens, this file's answer and no other's."""
    try:
        return {"result": function(request["task"])(**request["arguments"])}
    except Unable as refusal:
        return {"gave_up": [refusal.reason, refusal.detail]}
    except MemoryError:
        return {"gave_up": ["memory", ""]}
    except OSError as error:
        return {"system": [error.errno or 0, error.strerror or str(error)]}
    except Exception:  # noqa: BLE001 - carried whole to the parent, which logs it as the bug it is
        return {"failed": traceback.format_exc()[-8000:]}


def _take_output() -> int:
    """Return a private copy of standard output; what a library prints goes with the errors."""
    private = os.dup(1)
    os.dup2(2, 1)
    return private


def _lines(idle: float) -> Any:
    """Yield the requests; ends when the parent closes, or after ``idle`` seconds without any."""
    waiting = b""
    while True:
        line, found, rest = waiting.partition(b"\n")
        if found:
            waiting = rest
            yield line
            continue
        if len(waiting) > LONGEST_LINE or not select.select([0], [], [], idle)[0]:
            return
        more = os.read(0, 1 << 16)
        if not more:
            return
        waiting += more


def serve(out: int, seconds: int, idle: float) -> None:
    """Answer requests one after the other."""
    for line in _lines(idle):
        request = json.loads(line)
        grant(seconds)
        said = json.dumps({"id": request["id"], **answer(request)}).encode() + b"\n"
        while said:
            said = said[os.write(out, said) :]


def main() -> None:
    """Limit this process, then serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--memory", type=int, required=True, help="bytes")
    parser.add_argument("--seconds", type=int, required=True, help="of processor, per request")
    parser.add_argument("--idle", type=float, required=True, help="seconds without request before it ends by itself")
    asked = parser.parse_args()
    out = _take_output()
    limit(asked.memory)
    try:
        serve(out, asked.seconds, asked.idle)
    except BrokenPipeError:
        sys.exit(0)  # the parent is gone


if __name__ == "__main__":
    main()
