"""What /proc tells of processes: who started whom, time of the processors, memory."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid):
    """The processes that a process started and that have not ended."""
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in tasks.read_text().split()]
        except OSError:
            pass  # It has ended since.
    return found


def tree(pid):
    """A process, what it started, and so on."""
    found = [pid]
    for child in children(pid):
        found += tree(child)
    return found


def called(pid, name):
    """Those of a process's tree whose program has a name."""

    def has(process):
        try:
            return Path(f"/proc/{process}/comm").read_text().strip() == name
        except OSError:
            return False

    return [process for process in tree(pid) if has(process)]


def seconds_of(pids):
    """Processor time of processes, their own and the kernel's for them."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])  # utime, stime: proc(5)
    return ticks / TICKS


def seconds_of_machine():
    """Processor time of all programs of this machine, and what its host took away."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return sum(fields[:3]) / TICKS, fields[7] / TICKS  # user, nice, system; steal: proc(5)


def memory(pid):
    """Kilobytes of a process and all it started: resident and, where it may be read, proportional."""
    resident, shares, known = 0, 0, True
    for process in tree(pid):
        try:
            resident += _kilobytes(f"/proc/{process}/status", "VmRSS:")
        except OSError:
            continue
        try:
            shares += _kilobytes(f"/proc/{process}/smaps_rollup", "Pss:")
        except OSError:
            known = False
    return {"rss": resident, "pss": shares if known else None}


def _kilobytes(file, name):
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0  # A process that ends has none.
