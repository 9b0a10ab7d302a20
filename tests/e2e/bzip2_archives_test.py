"""A .tar.bz2 that two codecs share is told of in the very words of one: on one processor there is one."""

import bz2
import io
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "bench"))
import hostile_tar  # noqa: E402

HALFSECOND = os.environ.get("HALFSECOND", os.path.join(ROOT, "build/release/halfsecond"))
FILES, FILE_BYTES = 40, 70_000  # of noise: 2.8 MB, more than the 2 MiB from which on there are two


def tar():
    """Noise and a text, in one folder."""
    numbers = random.Random(1)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for i in range(FILES):
            member = tarfile.TarInfo(f"p-1.0/noise{i}")
            member.size = FILE_BYTES
            archive.addfile(member, io.BytesIO(numbers.randbytes(FILE_BYTES)))
        member = tarfile.TarInfo("p-1.0/README")
        member.size = 6
        archive.addfile(member, io.BytesIO(b"hello\n"))
    return out.getvalue()


def variants(whole):
    """Names and bytes of archives, good and bad."""
    packed = bz2.compress(whole)
    yield "as it is", packed
    yield "of small blocks", bz2.compress(whole, 1)
    yield "of two streams, one of them empty", bz2.compress(whole[:900_001]) + bz2.compress(b"") + bz2.compress(whole[900_001:])
    yield "cut in a block", packed[:2_500_000]
    yield "cut in its last four bytes", packed[:-2]
    yield "with something behind it", packed + b"BZh"
    yield "with zeros behind it", packed + bytes(512)
    for at in (5, 1_400_000, len(packed) - 20, len(packed) - 3):
        yield f"with a bit flipped at {at}", packed[:at] + bytes([packed[at] ^ 16]) + packed[at + 1:]
    yield "of no tar", bz2.compress(random.Random(2).randbytes(3_000_000))
    yield "of a tar cut short", bz2.compress(whole[:-200_000])


def words(ran):
    """What a run said, without the note of the sanitizers' runtime about the stack of a child, which has process ids."""
    note = r"==\d+==WARNING: ASan is ignoring requested __asan_handle_no_return.*\nFalse positive.*\nFor details.*\n"
    return ran.returncode, ran.stdout, re.sub(note, "", ran.stderr)


class Bzip2Archives(unittest.TestCase):
    @unittest.skipIf(len(os.sched_getaffinity(0)) < 2, "one processor")
    def test_two_codecs_tell_what_one_does(self):
        one = {min(os.sched_getaffinity(0))}
        with tempfile.TemporaryDirectory() as folder:
            repository = hostile_tar.repository(folder)
            archive = os.path.join(folder, "p-1.0.tar.bz2")
            for what, content in variants(tar()):
                with self.subTest(what):
                    self.assertGreater(len(content), 2 << 20)
                    with open(archive, "wb") as file:
                        file.write(content)
                    told = [subprocess.run([HALFSECOND, "release-check", "--json", archive, repository], timeout=60,
                                           capture_output=True, text=True, errors="replace", preexec_fn=first)
                            for first in (None, lambda: os.sched_setaffinity(0, one))]
                    self.assertEqual(*map(words, told))
                    self.assertIn(told[0].returncode, (0, 1, 3))


if __name__ == "__main__":
    unittest.main()
