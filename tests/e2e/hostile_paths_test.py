"""What lies where a program or a library should: pipes, devices, endless files, loops. Never a hang, never a death."""

import json
import os
import resource
import shutil
import socket
import subprocess
import tempfile
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HALFSECOND = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build/release/halfsecond"))
IS_RELEASE = os.path.exists(HALFSECOND + ".map")
SECONDS = 20
ADDRESS_SPACE = 1 << 30
ENDLESS = 10 << 30
NOBODY = 65534


def limits():
    # Sanitizers reserve terabytes of addresses.
    if IS_RELEASE:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def halfsecond(*words, user=None):
    return subprocess.run(
        [HALFSECOND, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS,
        preexec_fn=limits, cwd="/", user=user, group=user, extra_groups=None if user is None else [],
    )


def sparse(path):
    with open(path, "wb") as file:
        file.truncate(ENDLESS)


def listener(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path)


def text(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("INPUT(-lb)\n" * 20)


# What is put in place of a file, and what a run says of it as a library.
INSTEAD = {
    "fifo": (os.mkfifo, "is not a regular file"),
    "device": (lambda path: os.symlink("/dev/zero", path), "is not a regular file"),
    "socket": (listener, "no such device or address"),
    "sparse file": (sparse, "is not an ELF file"),
    "memory of a process": (lambda path: os.symlink("/proc/self/mem", path), "is not an ELF file"),
    "link to itself": (lambda path: os.symlink(os.path.basename(path), path), "too many levels of symbolic links"),
    "directory": (os.mkdir, "is a directory"),
    "text": (text, "is not an ELF file"),
    "empty file": (lambda path: open(path, "w", encoding="ascii").close(), "is not an ELF file"),
}


class HostilePaths(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        os.chmod(self.folder, 0o755)
        for name in ("first", "second"):
            os.mkdir(self.path(name))
        self.compile("second/liba.so", "int a(void) { return 1; }", "-shared", "-fPIC", "-Wl,-soname,liba.so")
        paths = f"-Wl,-rpath,{self.path('first')}:{self.path('second')}"
        self.compile("program", "int a(void); int main(void) { return a(); }", self.path("second/liba.so"), paths)

    def path(self, name):
        return os.path.join(self.folder, name)

    def compile(self, name, source, *options):
        subprocess.run(["cc", "-x", "c", "-", "-x", "none", *options, "-o", self.path(name)], input=source, text=True,
                       check=True)

    def load(self, *words, user=None):
        done = halfsecond("load", "--json", *words, self.path("program"), user=user)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_in_the_search_path_each_is_why_the_program_would_not_start(self):
        for name, (put, because) in INSTEAD.items():
            with self.subTest(name):
                put(self.path("first/liba.so"))
                answer = self.load()
                self.assertFalse(answer["complete"])
                self.assertEqual([each["soname"] for each in answer["missing"]], ["liba.so"])
                self.assertIn(because, answer["missing"][0]["because"])
                self.assertEqual(len(answer["would_not_start"]), 1)
                shutil.move(self.path("first/liba.so"), self.path("was " + name))

    def test_as_the_program_each_is_one_line_and_a_hint(self):
        for name, (put, _) in INSTEAD.items():
            if name == "directory":
                continue
            with self.subTest(name):
                put(self.path(name))
                done = halfsecond("load", self.path(name))
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                lines = done.stderr.splitlines()
                self.assertEqual([line.split(":")[0] for line in lines], ["halfsecond", "hint"])

    def test_in_a_directory_that_is_summed_up_each_is_passed_over(self):
        for name, (put, _) in INSTEAD.items():
            put(self.path("first/" + name))
        os.symlink(".", self.path("first/again"))
        os.symlink("..", self.path("first/up"))
        done = halfsecond("load", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("1 program, "), done.stdout)

    def test_a_good_library_made_10_gib_long_is_still_a_library(self):
        shutil.copy(self.path("second/liba.so"), self.path("first/liba.so"))
        os.truncate(self.path("first/liba.so"), ENDLESS)
        answer = self.load()
        self.assertTrue(answer["complete"])
        self.assertEqual(answer["objects"][1]["path"], self.path("first/liba.so"))

    def test_a_search_path_through_a_directory_that_leads_to_itself_ends(self):
        os.symlink(".", self.path("first/d"))
        self.compile("program", "int a(void); int main(void) { return a(); }", self.path("second/liba.so"),
                     "-Wl,-rpath," + ":".join(self.path("first") + "/d" * n for n in range(60)) + ":" +
                     self.path("second"))
        answer = self.load()
        # As the running loader, which passes over directories that have too many links before them.
        self.assertTrue(answer["complete"])
        self.assertEqual(answer["objects"][1]["path"], self.path("second/liba.so"))

    @unittest.skipUnless(os.getuid() == 0, "needs to become another user")
    def test_a_library_that_may_not_be_read_is_stepped_over(self):
        shutil.copy(self.path("second/liba.so"), self.path("first/liba.so"))
        os.chmod(self.path("first/liba.so"), 0)
        if not os.access(HALFSECOND, os.X_OK) or halfsecond("--version", user=NOBODY).returncode != 0:
            self.skipTest("another user cannot reach the binary")
        answer = self.load(user=NOBODY)
        self.assertEqual(answer["objects"][1]["path"], self.path("second/liba.so"))


@unittest.skipUnless(IS_RELEASE, "limits of address space do not fit a sanitizer")
class DamagedFiles(unittest.TestCase):
    def test_forty_damaged_files_end_no_run_but_with_an_answer(self):
        done = subprocess.run(
            [os.path.join(REPOSITORY, "bench/damage"), "--count", "40"], stdout=subprocess.PIPE, text=True, timeout=300,
            env={**os.environ, "HALFSECOND": HALFSECOND},
        )
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
