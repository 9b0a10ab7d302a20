"""A zip is what its directory says, and what its own headers say: where the two differ, the archive is odd."""

import io
import os
import shutil
import struct
import subprocess
import tempfile
import unittest
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HALFSECOND = os.environ.get("HALFSECOND", os.path.join(ROOT, "build/release/halfsecond"))
MADE = [("p-1.0/README", b"read me\n" * 30), ("p-1.0/src/a.c", b"int a;\n"), ("p-1.0/src/b.c", b"int b;\n" * 99)]


class Unseekable(io.RawIOBase):
    """Makes zipfile write descriptors behind the contents."""

    def __init__(self):
        super().__init__()
        self.bytes = b""

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


def made(files=MADE, how=zipfile.ZIP_DEFLATED, comment=b"", into=None, force_zip64=False):
    stream = io.BytesIO() if into is None else into
    with zipfile.ZipFile(stream, "w", how) as archive:
        for path, content in files:
            with archive.open(zipfile.ZipInfo(path), "w", force_zip64=force_zip64) as member:
                member.write(content)
        archive.comment = comment
    return stream.getvalue() if into is None else into.bytes


class ZipArchives(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.repository = os.path.join(cls.folder, "repo")
        for path, content in MADE:
            place = os.path.join(cls.repository, path[len("p-1.0/"):])
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as file:
                file.write(content)
        os.symlink("src/a.c", os.path.join(cls.repository, "link"))
        for words in (["init", "-q"], ["add", "."], ["-c", "user.name=n", "-c", "user.email=m", "commit", "-qm", "1"],
                      ["tag", "v1.0"]):
            subprocess.run(["git", "-C", cls.repository] + words, check=True)
        subprocess.run("git -C repo archive --prefix=p-1.0/ v1.0 | tar x", shell=True, cwd=cls.folder, check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def check(self, content=None):
        archive = os.path.join(self.folder, "p-1.0.zip")
        if content is not None:
            with open(archive, "wb") as file:
                file.write(content)
        ran = subprocess.run([HALFSECOND, "release-check", archive, self.repository], capture_output=True, text=True,
                             timeout=60)
        return ran.returncode, ran.stdout + ran.stderr

    def assert_honest(self, content=None):
        code, said = self.check(content)
        self.assertEqual(code, 0, said)
        self.assertNotIn("zip-directory", said)
        return said

    def assert_odd(self, content, words):
        code, said = self.check(content)
        self.assertEqual(code, 1, said)
        self.assertIn("zip-directory", said)
        self.assertIn(words, said)

    def test_what_zipfile_makes_is_honest(self):
        for how in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self.assert_honest(made(how=how))
            self.assert_honest(made(how=how, comment=b"a comment"))
            self.assert_honest(made(how=how, force_zip64=True))
        self.assert_honest(made(into=Unseekable()))

    def test_what_git_makes_is_honest_and_whole_with_its_links(self):
        archive = os.path.join(self.folder, "p-1.0.zip")
        subprocess.run(["git", "-C", self.repository, "archive", "--format=zip", "--prefix=p-1.0/", "-o", archive, "v1.0"],
                       check=True)
        self.assertIn("4 of 4 files identical", self.assert_honest())

    def test_what_other_packers_make_is_honest(self):
        for tool, line in (("zip", "zip -qr p-1.0.zip p-1.0"), ("zip", "zip -qry p-1.0.zip p-1.0"),
                           ("zip", "zip -qrD - p-1.0 | cat > p-1.0.zip"),
                           ("zip", "zip -qry p-1.0.zip p-1.0 && echo word | zip -qz p-1.0.zip"),
                           ("jar", "jar cMf p-1.0.zip p-1.0"), ("bsdtar", "bsdtar --format=zip -cf p-1.0.zip p-1.0"),
                           ("7z", "7z a -bd p-1.0.zip p-1.0 > 7z.log")):
            if shutil.which(tool):
                with self.subTest(line):
                    subprocess.run("rm -f p-1.0.zip; " + line, shell=True, cwd=self.folder, check=True)
                    self.assertIn("identical", self.assert_honest())

    def test_a_clean_copy_in_front_of_another_archive_is_odd(self):
        clean = made()
        evil = made([(path, content.replace(b"int", b"evil")) for path, content in MADE])
        self.assert_odd(clean + evil, "in front of")
        local = clean[:clean.index(b"PK\x01\x02")]
        begin = evil.index(b"PK\x01\x02")
        moved = evil[begin:]
        at = 0
        while moved[at:at + 4] == b"PK\x01\x02":
            name, extra, comment = struct.unpack_from("<HHH", moved, at + 28)
            place = struct.unpack_from("<I", moved, at + 42)[0] + len(local)
            moved = moved[:at + 42] + struct.pack("<I", place) + moved[at + 46:]
            at += 46 + name + extra + comment
        moved = moved[:at + 16] + struct.pack("<I", begin + len(local)) + moved[at + 20:]
        self.assertIn(b"evil", zipfile.ZipFile(io.BytesIO(local + evil[:begin] + moved)).read("p-1.0/src/a.c"))
        self.assert_odd(local + evil[:begin] + moved, "belong to nothing that the archive's directory names")

    def test_a_name_that_differs_in_either_place_is_odd(self):
        whole = made()
        first, last = whole.index(b"p-1.0/src/a.c"), whole.rindex(b"p-1.0/src/a.c")
        for at in (first, last):
            self.assert_odd(whole[:at] + b"p-1.0/src/x.c" + whole[at + 13:], "for readers that go by the file's own header")

    def test_an_end_that_is_not_whole_is_odd(self):
        self.assert_odd(made()[:-1], "no end record")
        self.assert_odd(made() + b"rubbish", "not where the file ends")


if __name__ == "__main__":
    unittest.main()
