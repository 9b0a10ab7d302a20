"""survey over a small system made here: its store in every kind of trouble, what is new, inside and outside a root."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HALFSECOND = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build/release/halfsecond"))
SETTLED = 2.2  # seconds after which a file counts as at rest, and is remembered (file_pass.cc)
NOBODY = 65534

QUIET = "int quiet(void) { return 1; }\n"
NOISY = "static volatile int n; __attribute__((constructor)) static void wake(void) { n = 1; }\n" + QUIET
RESOLVER = (
    "static int one(void) { return 1; }\n"
    "static int (*pick(void))(void) { return one; }\n"
    'int chosen(void) __attribute__((ifunc("pick")));\n'
)


def compile_to(path, source, *options):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    subprocess.run(["cc", "-x", "c", "-", "-o", path, *options], input=source, text=True, check=True)


class System:
    """A root with a program that needs liba, which needs libb. The loader and libc are this machine's."""

    def __init__(self, folder):
        self.root = os.path.join(folder, "root")
        self.lib = os.path.join(self.root, "usr/lib")
        for path in ("/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6"):
            os.makedirs(self.root + os.path.dirname(path), exist_ok=True)
            shutil.copy(path, self.root + path)
        self.put_library(QUIET)
        compile_to(self.lib + "/liba.so", "int quiet(void); int a(void) { return quiet(); }\n", "-shared", "-fPIC",
                   "-L" + self.lib, "-lb", "-Wl,-soname,liba.so")
        for name in ("one", "two"):
            compile_to(f"{self.root}/usr/bin/{name}", "int a(void); int main(void) { return a(); }\n", "-L" + self.lib,
                       "-la", "-Wl,-rpath-link," + self.lib)
        os.makedirs(self.root + "/usr/share/doc")
        for i in range(200):
            with open(f"{self.root}/usr/share/doc/{i}", "w") as file:
                file.write("no program\n" * i)
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)

    def put_library(self, source):
        compile_to(self.lib + "/libb.so", source, "-shared", "-fPIC", "-Wl,-soname,libb.so")
        os.chmod(self.lib + "/libb.so", 0o755)


@unittest.skipUnless(os.path.exists("/lib64/ld-linux-x86-64.so.2"), "needs x86-64 and glibc")
class Survey(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="halfsecond-survey-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        os.chmod(self.folder, 0o755)
        self.system = System(self.folder)
        self.binary = os.path.join(self.folder, "halfsecond")
        shutil.copy(HALFSECOND, self.binary)
        self.cache = os.path.join(self.folder, "cache")
        os.makedirs(self.cache, mode=0o700)
        if os.geteuid() == 0:
            os.chown(self.cache, NOBODY, NOBODY)  # root's own store is not for tests
        self.store = os.path.join(self.cache, "halfsecond/survey.db")

    def start(self, *arguments, root=True, **options):
        """Runs as a user who is not root: root's store has a place of its own."""
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": self.cache, "HOME": "/nonexistent"}
        environment.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
        if os.geteuid() == 0:
            options.update(user=NOBODY, group=NOBODY, extra_groups=[])
        where = ["--root", self.system.root] if root else []
        return subprocess.Popen([self.binary, "survey", *where, *arguments], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=environment, **options)

    def survey(self, *arguments, code=0, **options):
        process = self.start(*arguments, **options)
        out, self.told = process.communicate(timeout=120)
        self.assertEqual(process.returncode, code, self.told)
        return out

    def answer(self, *arguments, **options):
        return json.loads(self.survey("--json", *arguments, **options))

    def remembered(self):
        """How many files the last run, with --verbose, did not open."""
        line = [line for line in self.told.splitlines() if "known from the store" in line]
        return int(line[0].split()[1]) if line else None

    def test_it_counts_programs_libraries_and_who_maps_what(self):
        answer = self.answer("--no-store")
        self.assertTrue(answer["complete"])
        # libc and the loader name a loader or can be started themselves; the two programs are ours.
        mapped = {each["soname"]: (each["programs"], each["direct"]) for each in answer["libraries"]}
        self.assertEqual(mapped["libb.so"], (2, 0))
        self.assertEqual(mapped["liba.so"], (2, 2))
        self.assertFalse(os.path.exists(self.store))

    def test_one_worker_and_four_give_the_same_answer(self):
        for depth in ("needed", "facts", "closure", "bind"):
            one = self.survey("--no-store", "--json", "--depth", depth, "--jobs", "1")
            self.assertEqual(one, self.survey("--no-store", "--json", "--depth", depth, "--jobs", "4"))

    def test_a_second_survey_opens_only_what_changed(self):
        time.sleep(SETTLED)
        first = self.survey("--json", "--verbose")
        self.assertEqual(self.remembered(), 0)
        self.assertEqual(self.survey("--json", "--verbose"), first)
        everything = self.remembered()
        self.assertGreater(everything, 200)
        self.system.put_library(NOISY)
        changed = self.answer("--verbose")
        self.assertEqual(self.remembered(), everything - 1)
        noisy = {each["soname"]: each["uninvited_in"] for each in changed["libraries"]}
        self.assertEqual(noisy["libb.so"], ["/usr/bin/one", "/usr/bin/two"])

    def test_bindings_that_were_remembered_are_forgotten_with_the_closure(self):
        time.sleep(SETTLED)
        self.assertEqual(self.survey("--json"), self.survey("--json", "--no-store"))
        compile_to(self.system.lib + "/liba.so", "int a(void) { return 1; }\n", "-shared", "-fPIC", "-L" + self.system.lib,
                   "-Wl,--no-as-needed", "-lb", "-Wl,-soname,liba.so")
        os.chmod(self.system.lib + "/liba.so", 0o755)
        changed = self.answer()
        self.assertEqual(changed, self.answer("--no-store"))
        uncalled = [(each["subject"], each["programs"]) for each in changed["findings"] if each["rule"] == "uncalled-library"]
        self.assertEqual(uncalled, [("libb.so", ["/usr/bin/one", "/usr/bin/two"])])
        time.sleep(SETTLED)
        for _ in range(3):
            self.assertEqual(self.answer(), changed)

    def test_a_deeper_survey_does_not_believe_what_a_shallow_one_kept(self):
        self.system.put_library(NOISY)
        time.sleep(SETTLED)
        self.survey("--depth", "needed")
        answer = self.answer("--verbose")
        self.assertEqual(self.remembered(), 0)
        self.assertTrue(any(each["uninvited_in"] for each in answer["libraries"]))

    def test_a_file_that_was_just_written_is_read_again(self):
        self.survey()
        self.survey("--verbose")
        self.assertLess(self.remembered(), 10)

    def test_a_damaged_store_is_told_and_replaced(self):
        time.sleep(SETTLED)
        truth = self.survey("--json")
        for damage in (lambda data: b"", lambda data: data[: len(data) // 2], lambda data: os.urandom(len(data)),
                       lambda data: data[:100] + os.urandom(len(data) - 100)):
            with open(self.store, "rb") as file:
                data = file.read()
            with open(self.store, "wb") as file:
                file.write(damage(data))
            self.assertEqual(self.survey("--json"), truth)
            self.assertEqual(self.survey("--json", "--verbose"), truth)
            self.assertGreater(self.remembered(), 200)

    def test_single_damaged_bytes_never_change_the_answer(self):
        time.sleep(SETTLED)
        truth = self.survey("--json")
        with open(self.store, "rb") as file:
            whole = file.read()
        chance = random.Random(20240329)
        for _ in range(40):
            data = bytearray(whole)
            for _ in range(20):
                data[chance.randrange(len(data))] = chance.randrange(256)
            with open(self.store, "wb") as file:
                file.write(data)
            self.assertEqual(self.survey("--json"), truth)

    def test_two_surveys_at_once_both_answer(self):
        truth = self.survey("--json", "--no-store")
        both = [self.start("--json") for _ in range(4)]
        for process in both:
            self.assertEqual(process.communicate(timeout=120)[0], truth)
            self.assertEqual(process.returncode, 0)

    def test_a_store_that_another_survey_holds_is_left_alone(self):
        truth = self.survey("--json")
        other = sqlite3.connect(self.store, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")
        self.assertEqual(self.survey("--json"), truth)
        self.assertIn("another survey is writing", self.told)

    def test_killed_at_any_moment_it_leaves_a_store_that_can_be_used(self):
        time.sleep(SETTLED)
        truth = self.survey("--json")
        chance = random.Random(3094)
        for _ in range(25):
            os.utime(f"{self.system.root}/usr/share/doc/{chance.randrange(200)}", (1, chance.randrange(10**9)))
            process = self.start("--json")
            time.sleep(chance.random() * 0.05)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            self.assertEqual(self.survey("--json"), truth)
            self.assertNotIn("damaged", self.told)
            self.assertNotIn("malformed", self.told)

    def test_a_full_disk_is_a_line(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

        time.sleep(SETTLED)
        truth = self.survey("--json", "--no-store")
        # The answer goes to a pipe, which has no size.
        self.assertEqual(self.survey("--json", preexec_fn=small_files), truth)
        self.assertIn("the store is not written", self.told)
        self.assertEqual(self.survey("--json"), truth)

    def test_a_cache_that_cannot_be_written_is_a_line(self):
        time.sleep(SETTLED)
        truth = self.survey("--json")
        os.chmod(self.store, 0o400)
        os.chmod(os.path.dirname(self.store), 0o500)
        os.utime(f"{self.system.root}/usr/share/doc/7", (1, 1))
        self.assertEqual(self.survey("--json"), truth)
        self.assertIn("the store is not written", self.told)
        os.chmod(os.path.dirname(self.store), 0o700)

    def test_a_store_that_others_may_write_is_not_believed(self):
        truth = self.survey("--json")
        for path in (self.store, os.path.dirname(self.store)):
            mode = os.stat(path).st_mode & 0o777
            os.chmod(path, mode | 0o020)
            self.assertEqual(self.survey("--json", "--verbose"), truth)
            self.assertIn("no store is used", self.told)
            self.assertIsNone(self.remembered())
            os.chmod(path, mode)

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to make another user's file")
    def test_a_store_of_another_user_is_not_believed(self):
        truth = self.survey("--json")
        os.chown(self.store, 0, 0)
        os.chmod(self.store, 0o644)
        self.assertEqual(self.survey("--json"), truth)
        self.assertIn("belongs to user 0", self.told)

    def test_since_tells_libraries_that_began_to_run_code_and_resolvers(self):
        before = os.path.join(self.folder, "before.json")
        with open(before, "w") as file:
            file.write(self.survey("--json"))
        nothing = self.answer("--since", before)
        self.assertEqual((nothing["newly_uninvited"], nothing["new_resolvers"], nothing["findings"]), ([], [], []))
        self.system.put_library(NOISY + RESOLVER)
        for earlier in (before, "last", self.store):
            # Asked about a part, so that the whole system's last answer stays what it was.
            news = self.answer("--since", earlier, "/usr")
            self.assertEqual(news["schema"], "halfsecond/survey-since/1")
            self.assertEqual([(each["soname"], each["programs"]) for each in news["newly_uninvited"]],
                             [("libb.so", ["/usr/bin/one", "/usr/bin/two"])])
            self.assertEqual([(each["soname"], each["before"], each["now"]) for each in news["new_resolvers"]],
                             [("libb.so", 0, 1)])
        text = self.survey("--since", before)
        self.assertIn("libb.so has 1 IFUNC resolver, had 0", text)

    def test_since_refuses_what_is_no_survey(self):
        self.survey("--since", "/nonexistent.json", code=2)
        self.survey("--since", self.binary, code=2)
        self.survey("--since", "last", code=2)

    def test_a_list_of_files_is_looked_at_as_named(self):
        listing = os.path.join(self.folder, "list")
        os.symlink("one", self.system.root + "/usr/bin/link")
        with open(listing, "w") as file:
            file.write("/usr/bin/link\n/usr/bin/two\n/usr/bin/two\n/usr/share/doc/7\n/not/there\n")
        answer = self.answer("--files-from", listing, "--depth", "facts")
        self.assertEqual(answer["totals"]["programs"], 2)
        self.assertEqual([each["source"] for each in answer["damages"]], ["/not/there"])

    def test_wrong_usage_is_refused(self):
        self.survey("--depth", "deep", code=2)
        self.survey("--jobs", "none", code=2)
        self.survey("/not/there", code=2)

    def test_a_named_directory_of_bad_files_ends(self):
        bad = self.system.root + "/usr/bad"
        os.makedirs(bad)
        os.mkfifo(bad + "/fifo")
        os.symlink("loop", bad + "/loop")
        os.symlink(".", bad + "/again")
        with open(bad + "/cut", "wb") as file, open(self.system.root + "/usr/bin/one", "rb") as whole:
            file.write(whole.read()[:100])
        with open(bad + "/sparse", "wb") as file:
            file.truncate(10 << 30)
        answer = self.answer("/usr/bad")
        self.assertEqual([each["source"] for each in answer["damages"]], ["/usr/bad/cut"])

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to change the root")
    def test_inside_a_root_and_outside_the_answer_is_the_same(self):
        self.system.put_library(NOISY + RESOLVER)
        shutil.copy(HALFSECOND, self.system.root + "/halfsecond")
        for depth in ("needed", "facts", "closure", "bind"):
            outside = subprocess.run(
                [HALFSECOND, "survey", "--no-store", "--json", "--depth", depth, "--root", self.system.root],
                stdout=subprocess.PIPE, text=True, check=True, timeout=120).stdout
            inside = subprocess.run(
                ["chroot", self.system.root, "/halfsecond", "survey", "--no-store", "--json", "--depth", depth,
                 "--clean-env"], stdout=subprocess.PIPE, text=True, timeout=120)
            if inside.returncode == 127:
                self.skipTest("this build is not static")
            self.assertEqual(json.loads(inside.stdout), json.loads(outside))


if __name__ == "__main__":
    unittest.main()
