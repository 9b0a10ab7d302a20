"""Archives made to harm, and what release-check says of each: the table of docs/limits.md, for the test and the bench."""

import gzip
import os
import subprocess


def header(name, size=0, kind=b"0", link=""):
    """One tar header (POSIX.1-1988 ustar); a size beyond eleven octal digits is binary, as GNU tar has it."""
    head, path, target = bytearray(512), name.encode(), link.encode()
    head[:len(path)] = path
    head[100:107] = b"0000644"
    head[124:136] = b"%011o\0" % size if size < 1 << 33 else b"\x80" + size.to_bytes(11, "big")
    head[136:147] = b"0" * 11
    head[156:157] = kind
    head[157:157 + len(target)] = target
    head[257:265] = b"ustar\00000"
    head[148:156] = b" " * 8
    head[148:155] = b"%06o\0" % sum(head)
    return bytes(head)


def member(name, content, kind=b"0"):
    return header(name, len(content), kind) + content + b"\0" * (-len(content) % 512)


def pax(key, value):
    """An extended header with one record (POSIX.1-2001 pax)."""
    rest = f" {key}={value}\n"
    length = len(rest) + 2
    if len(str(length)) + len(rest) != length:
        length = len(rest) + len(str(length + 1))
    return member("pax", (str(length) + rest).encode(), b"x")


def many(count):
    """So many empty files. Their headers differ in the digits of the name and so in the checksum."""
    whole = header("p/0000000")
    zero, after, end = int(whole[148:154], 8), whole[9:148], whole[154:]
    return b"".join(b"p/%07d%b%06o%b" % (i, after, zero + sum(map(int, str(i))), end) for i in range(count))


FILE = member("p/a", b"x")

# What it is, the words that name it, and a function that makes it.
ARCHIVES = [
    ("a bomb", "more than 40 times its size", lambda: member("p/z", bytes(1 << 28))),
    ("a million members", "more files than a release has",
     lambda: many(1_000_000)),
    ("a size in pax that is a lie", "too large", lambda: pax("size", "99999999999") + FILE),
    ("a pax header of gigabytes", "an extended header that is too long", lambda: header("p/h", 8 << 30, b"x")),
    ("a sparse map that is a lie", "sparse", lambda: pax("GNU.sparse.realsize", "1099511627776") + FILE),
    ("a name that comes twice", "duplicate-name", lambda: FILE + member("p/a", b"2")),
    ("a path out of its folder", "climbs-out", lambda: FILE + member("p/../../x", b"x")),
    ("an absolute path", "climbs-out", lambda: FILE + member("/etc/x", b"x")),
    ("a link and a file through it", "absolute-link",
     lambda: header("p/l", 0, b"2", "/etc") + member("p/l/x", b"x")),
    ("a device", "a character device", lambda: FILE + header("p/d", 0, b"3")),
    ("a hard link to nothing", "hard-link", lambda: FILE + header("p/b", 0, b"1", "/etc/passwd")),
    ("a control character", "control-character", lambda: FILE + member("p/b\x1b[31m", b"x")),
    ("more after the end", "after-the-end", lambda: FILE + bytes(1024) + member("p/b", b"x")),
    ("names that differ in case", "case-collision", lambda: member("p/README", b"x") + member("p/readme", b"x")),
]


def write(folder, make):
    """Makes folder/p-1.1.tar.gz. Returns its path. By a child: what it needed in memory is not our children's peak."""
    path = os.path.join(folder, "p-1.1.tar.gz")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with open(path, "wb") as out:
                out.write(gzip.compress(make() + bytes(1024), 1))
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        raise RuntimeError(f"cannot make {path}")
    return path


def repository(folder):
    """Makes folder/repo, with one commit and the tag v1.1. Returns its path."""
    path = os.path.join(folder, "repo")
    script = ("git init -q -b main repo && cd repo && git config user.name n && git config user.email m && "
              "printf x > a && git add . && git commit -qm 1 && git tag v1.1")
    subprocess.run(["sh", "-ec", script], cwd=folder, env={**os.environ, "HOME": folder}, check=True)
    return path
