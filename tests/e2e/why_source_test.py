"""why --source over a small source package made here, as a folder and as a .dsc whose archives a plug-in reads."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from survey_test import HALFSECOND, System  # noqa: E402

PATCH = """Subject: Say hello to libb
Forwarded: not-needed

--- a/configure.ac
+++ b/configure.ac
@@ -1,1 +1,2 @@
 AC_OUTPUT
+AC_CHECK_LIB([a], [a])
--- a/one.c
+++ b/one.c
@@ -1,1 +1,1 @@
-int main(void) { return 0; }
+int main(void) { return a(); }
"""
DEBIAN = {
    "debian/patches/series": "hello.patch\n",
    "debian/patches/hello.patch": PATCH,
    "debian/rules": "%:\n\tdh $@ -- --enable-liba\n",
    "debian/control": "Source: one\nBuild-Depends: debhelper,\n liba-dev\n",
}


def add(archive, path, text):
    entry = tarfile.TarInfo(path)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


@unittest.skipUnless(os.path.exists("/lib64/ld-linux-x86-64.so.2"), "needs x86-64 and glibc")
class WhySource(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="halfsecond-why-source-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.system = System(self.folder)
        self.dsc = self.folder + "/one_1.0-1.dsc"

    def run_it(self, source, *words, status=0):
        words = [HALFSECOND, "why", "--root", self.system.root, "--source", source, *words, "/usr/bin/one", "libb.so"]
        done = subprocess.run(words, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout.decode("utf-8")

    def write_package(self, upstream):
        with tarfile.open(self.folder + "/one_1.0.orig.tar.gz", "w:gz") as archive:
            for path, text in upstream.items():
                add(archive, "one-1.0/" + path, text)
        with tarfile.open(self.folder + "/one_1.0-1.debian.tar.xz", "w:xz") as archive:
            for path, text in DEBIAN.items():
                add(archive, path, text)
        with open(self.dsc, "w") as file:
            file.write("Format: 3.0 (quilt)\nSource: one\nVersion: 1.0-1\nChecksums-Sha256:\n"
                       " 00 1 one_1.0.orig.tar.gz\n 00 1 one_1.0-1.debian.tar.xz\n")

    def test_what_a_patch_of_the_distribution_brought_is_said_so_on_the_first_line(self):
        self.write_package({"configure.ac": "AC_OUTPUT\n", "one.c": "int main(void) { return 0; }\n"})
        text = self.run_it(self.dsc)
        self.assertEqual(text.split("\n")[0], "distribution: /usr/bin/one -> liba.so comes with debian/patches/hello.patch")
        self.assertIn("by way of it /usr/bin/one loads libb.so\n", text)
        told = json.loads(self.run_it(self.dsc, "--json"))
        self.assertEqual([line["kind"] for line in told["lines"]], ["patch", "patch-call", "option", "build-depends"])
        self.assertEqual(told["forwarded"], "not-needed")

    def test_what_upstream_asks_for_is_upstreams(self):
        self.write_package({"meson.build": "dependency('liba')\n"})
        self.assertTrue(self.run_it(self.dsc).startswith("upstream: /usr/bin/one -> liba.so"))

    def test_the_step_explained_is_the_last_that_the_source_itself_takes(self):
        dpkg = self.system.root + "/var/lib/dpkg"
        os.makedirs(dpkg + "/info")
        with open(dpkg + "/status", "w") as file:
            file.write("Package: one\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n"
                       "Description: one\n")
        inside = self.system.lib[len(self.system.root):]
        with open(dpkg + "/info/one.list", "w") as file:
            file.write(f"/.\n/usr/bin/one\n{inside}/liba.so\n")
        self.write_package({"Configure": 'LIBS="$LIBS -lb"\n'})
        self.assertIn("liba.so -> libb.so is in upstream's own build", self.run_it(self.dsc))

    def test_a_folder_says_the_same_patched_or_not(self):
        folder = self.folder + "/one-1.0"
        for name, text in {**DEBIAN, "configure.ac": "AC_OUTPUT\n"}.items():
            os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
            with open(f"{folder}/{name}", "w") as file:
                file.write(text)
        self.assertTrue(self.run_it(folder).startswith("distribution: "))
        with open(folder + "/configure.ac", "a") as file:
            file.write("AC_CHECK_LIB([a], [a])\n")
        self.assertTrue(self.run_it(folder).startswith("distribution: "))

    def test_sources_that_say_nothing_are_not_there_or_attack_end_in_an_answer(self):
        os.makedirs(self.folder + "/empty")
        self.assertTrue(self.run_it(self.folder + "/empty", status=3).startswith("unknown: "))
        self.run_it("/nonexistent", status=2)
        self.run_it("/nonexistent.dsc", status=2)
        for text in ("", "Files:\n 00 1 ../../etc/passwd\n", "Files:\n 00 1 absent_1.debian.tar.xz\n", "\x00\xff\x1b[2J"):
            with open(self.dsc, "w", encoding="latin-1") as file:
                file.write(text)
            self.assertNotIn("\x1b", self.run_it(self.dsc, status=3))
        self.write_package({"configure.ac": "AC_CHECK_LIB([a])\x1b[2J\u202e\n", "../out": "x", "big.m4": "x" * (9 << 20)})
        text = self.run_it(self.dsc)
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)
        with open(self.folder + "/one_1.0-1.debian.tar.xz", "r+b") as file:
            file.truncate(100)
        self.assertIn("not complete: ", self.run_it(self.dsc))


if __name__ == "__main__":
    unittest.main()
