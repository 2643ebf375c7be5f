"""One process at a time: a lock on a file, and beside it the id of the process that holds it.

The operating system takes the lock back however its holder ends.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(path: Path, busy: Callable[[str], Exception] | None = None) -> Generator[None]:
    """Hold the lock `path` while the block runs. A lock that is waited for may be taken again by who holds it.

    Args:
        path: the lock's file; it stays, empty, and so does `<path>.pid`.
        busy: what to raise where another process holds it, made from that process's id; left out, it is waited for.
    """
    from filelock import FileLock, Timeout  # it brings asyncio, which who only reads does without

    path.parent.mkdir(parents=True, exist_ok=True)
    # filelock empties the file of a lock it only tries to take: the id lies beside it.
    holder = path.with_name(f"{path.name}.pid")
    lock = FileLock(path, blocking=busy is None, is_singleton=busy is None)
    try:
        lock.acquire()
    except Timeout as taken:
        if busy is None:
            raise
        raise busy(holder.read_text().strip() or "unknown" if holder.is_file() else "unknown") from taken
    try:
        holder.write_text(str(os.getpid()))
        yield
    finally:
        lock.release()
