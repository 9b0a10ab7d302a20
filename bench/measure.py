"""What the benches share: CPU seconds of one process tree, medians of interleaved runs, lists of files.

A bench never compares runs of different minutes: each round runs every contender once, in turn, and the ratio printed
is the median of the ratios of the rounds. CPU seconds are user plus system of the process and its children (wait4), so
that a busy machine changes little. Everything runs once before the first round: the files are warm.
"""

import ctypes
import os
import statistics
import stat
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def binary():
    """The program under test: $HALFSECOND, else the release build."""
    path = os.environ.get("HALFSECOND", os.path.join(ROOT, "build", "release", "halfsecond"))
    if not os.access(path, os.X_OK):
        sys.exit(f"no halfsecond at {path}\nhint: cmake --preset release && cmake --build --preset release")
    return path


def run(argv, env=None):
    """Runs argv with /dev/null all around. Returns (exit status or minus the signal, CPU seconds, peak KiB)."""
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    pid = os.posix_spawn(argv[0], argv, dict(os.environ if env is None else env), file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    os.close(null)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def tree(words, environment, answer=os.devnull):
    """CPU seconds and largest resident set (MiB) of a command and all its descendants, in a process of its own. What it
    writes goes to the file `answer`."""
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        with open(answer, "wb") as out, open(os.devnull, "wb") as nothing:
            subprocess.Popen(words, stdout=out, stderr=nothing, env=environment)
            try:
                while True:
                    os.wait()
            except ChildProcessError:
                os._exit(0)
    _, _, usage = os.wait4(child, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def settled(work, runs=5):
    """`work` run several times in a row, the middle one counted: for what takes milliseconds in turn with what takes
    seconds, after which the first run finds the processor's caches cold."""
    return lambda: statistics.median(work() for _ in range(runs))


def interleaved(contenders, rounds):
    """contenders: {name: function returning CPU seconds}. Returns {name: [seconds a round]}."""
    for work in contenders.values():
        work()
    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            times[name].append(work())
    return times


def report(times, ours, required):
    """Prints medians and the ratio of each other contender to `ours`. required: {name: least ratio}. True when all hold."""
    width = max(len(name) for name in times)
    for name, seconds in times.items():
        print(f"  {name:<{width}}  {statistics.median(seconds):9.4f} s   (of {len(seconds)}: "
              f"{min(seconds):.4f} to {max(seconds):.4f})")
    good = True
    for name, least in required.items():
        ratio = statistics.median(theirs / max(own, 1e-6) for theirs, own in zip(times[name], times[ours]))
        holds = ratio >= least
        good &= holds
        print(f"  {name} takes {ratio:.2f} times as long; required {least:g}: {'holds' if holds else 'FALLS SHORT'}")
    return good


def must(argv):
    """A function that runs argv and returns its CPU seconds; a failing contender ends the bench, it measures nothing."""
    def work():
        status, seconds, _ = run(argv)
        if status not in (0, 1):
            sys.exit(f"{' '.join(argv[:6])} ... ended with {status}: nothing to compare")
        return seconds
    return work


def _elf_head(path):
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.pread(fd, 64, 0)
    except OSError:
        return b""
    finally:
        os.close(fd)


def elf_files(directories):
    """Programs and libraries (ET_EXEC, ET_DYN) below the directories: sorted, regular files, one path an inode."""
    seen, found = set(), []
    for directory in directories:
        for folder, _, names in os.walk(directory):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    info = os.lstat(path)
                except OSError:
                    continue
                if not stat.S_ISREG(info.st_mode) or (info.st_dev, info.st_ino) in seen:
                    continue
                head = _elf_head(path)
                if len(head) < 52 or head[:4] != b"\x7fELF":
                    continue
                kind = int.from_bytes(head[16:18], "little" if head[5] == 1 else "big")
                if kind in (2, 3):
                    seen.add((info.st_dev, info.st_ino))
                    found.append(path)
    return sorted(found)


def interpreter(path):
    """PT_INTERP of a little-endian ELF file, or "". And whether it names audit libraries (their code would run)."""
    with open(path, "rb") as file:
        data = file.read(1 << 16)
        wide = data[4] == 2
        word = 8 if wide else 4
        integer = lambda at, size: int.from_bytes(data[at:at + size], "little")
        table = integer(32 if wide else 28, word)
        size, count = integer(54 if wide else 42, 2), integer(56 if wide else 44, 2)
        name, audited = "", False
        for at in range(table, min(table + size * count, len(data) - size), size or 1):
            offset = integer(at + (8 if wide else 4), word)
            length = integer(at + (32 if wide else 16), word)
            if integer(at, 4) == 3 and offset + length <= len(data):
                name = data[offset:offset + length].rstrip(b"\0").decode(errors="replace")
            if integer(at, 4) == 2 and length < 1 << 20:
                file.seek(offset)
                dynamic = file.read(length)
                tags = {int.from_bytes(dynamic[i:i + word], "little") for i in range(0, len(dynamic), 2 * word)}
                audited = bool(tags & {0x6FFFFEFB, 0x6FFFFEFC})
    return name, audited


def programs(directories):
    """Executables with glibc's loader that are safe to trace. Returns (paths, [(path, why not)])."""
    chosen, left_out = [], []
    for path in elf_files(directories):
        head = _elf_head(path)
        if not os.access(path, os.X_OK) or head[5] != 1:
            continue
        loader, audited = interpreter(path)
        if not loader:
            continue  # static, or a library: traced, it would really run
        if os.stat(path).st_mode & (stat.S_ISUID | stat.S_ISGID):
            left_out.append((path, "set-uid: the loader is silent"))
        elif audited:
            left_out.append((path, "names an audit library, whose code would run"))
        elif "/ld-linux" not in loader or not os.path.exists(loader):
            left_out.append((path, f"its loader is {loader}"))
        else:
            chosen.append(path)
    return chosen, left_out
