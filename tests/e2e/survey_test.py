"""survey over a small system made here: its store in every kind of trouble, what is new, inside and outside a root."""

import json
import os
import random
import resource
import shlex
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
DEPTHS = ("needed", "facts", "closure", "start", "bind")

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

    def start(self, *arguments, root=True, to_be_killed=False, **options):
        """Runs as a user who is not root: root's store has a place of its own."""
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": self.cache, "HOME": "/nonexistent"}
        environment.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
        if to_be_killed and "ASAN_OPTIONS" in environment:
            # LeakSanitizer looks from a process of its own, which waits for ever for one that was killed meanwhile.
            environment["ASAN_OPTIONS"] += ":detect_leaks=0"
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

    def test_closures_are_the_same_whether_start_code_is_looked_at_or_not(self):
        self.system.put_library(NOISY)
        def mapped(answer):
            return [(each["soname"], each["path"], each["programs"], each["direct"]) for each in answer["libraries"]]
        answers = {depth: self.answer("--no-store", "--depth", depth) for depth in ("closure", "start", "bind")}
        self.assertEqual(mapped(answers["closure"]), mapped(answers["start"]))
        self.assertEqual(mapped(answers["start"]), mapped(answers["bind"]))
        self.assertTrue(any(each["uninvited_in"] for each in answers["start"]["libraries"]))
        text = self.survey("--no-store", "--depth", "closure")
        self.assertIn("libb.so  in 2 programs, named by 0", text)
        self.assertNotIn("before main", text)
        self.assertRegex(text, r"\nnext: halfsecond about '?--root=.* lib[ab]\.so\n$")
        step = shlex.split(text.splitlines()[-1])[2:]
        done = subprocess.run([HALFSECOND, *step, "--no-store"], stdout=subprocess.PIPE, text=True, check=True, timeout=120)
        self.assertIn("loaded by           2 of 3 programs", done.stdout)
        self.assertIn("before main", self.survey("--no-store", "--depth", "start"))

    def test_a_library_alone_lacks_what_only_the_path_of_a_program_leads_to(self):
        private = self.system.root + "/usr/lib/private"
        compile_to(private + "/libdeep.so", "int deep(void) { return 1; }\n", "-shared", "-fPIC",
                   "-Wl,-soname,libdeep.so")
        for name, needs in (("plug", "deep"), ("outer", "plug")):
            compile_to(f"{self.system.lib}/lib{name}.so",
                       f"int {needs}(void); int {name}(void) {{ return {needs}(); }}\n", "-shared", "-fPIC",
                       "-L" + self.system.lib, "-L" + private, "-l" + needs, f"-Wl,-soname,lib{name}.so")
        compile_to(self.system.root + "/usr/bin/able", "int outer(void); int main(void) { return outer(); }\n",
                   "-L" + self.system.lib, "-louter", "-Wl,--disable-new-dtags,-rpath,/usr/lib/private",
                   "-Wl,-rpath-link," + self.system.lib, "-Wl,-rpath-link," + private)
        subprocess.run(["chmod", "-R", "a+rX", self.system.root], check=True)
        findings = self.answer("--no-store")["findings"]
        missing = [f for f in findings if f["rule"] == "missing-library"]
        self.assertEqual([f["subject"] for f in missing], ["libdeep.so"])
        self.assertEqual(missing[0]["programs"], ["/usr/lib/libouter.so", "/usr/lib/libplug.so"])

    def test_one_worker_and_four_give_the_same_answer(self):
        for depth in DEPTHS:
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

    def rest(self, *arguments):
        """Surveys until the store knows everything, folders too. Returns the answer."""
        time.sleep(SETTLED)
        self.survey("--json", *arguments)
        answer = self.answer("--verbose", *arguments)
        self.assertEqual(self.remembered(), answer["totals"]["files"])
        return answer

    def calls(self, *arguments):
        """The names that system calls of a survey were given, by call."""
        log = os.path.join(self.folder, "calls")
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": self.cache, "HOME": "/nonexistent"}
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        environment["ASAN_OPTIONS"] = "detect_leaks=0"  # which needs ptrace for itself; other builds ignore it
        with open(log, "w") as file:
            os.chmod(log, 0o666)
            subprocess.run(["strace", "-f", "-o", log, "-e", "trace=file,getdents64", self.binary, "survey",
                            "--no-sandbox", "--root", self.system.root, *arguments], env=environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, **user)
        with open(log) as file:
            return file.read()

    def same_as_afresh(self):
        """The answer with the store, which must be the one without."""
        truth = self.answer("--no-store")
        self.assertEqual(self.answer("--verbose"), truth)
        return truth

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_a_folder_at_rest_is_neither_listed_nor_its_quiet_files_looked_at(self):
        self.rest()
        calls = self.calls()
        self.assertNotIn("getdents64", calls)
        self.assertNotIn('"7"', calls)
        self.assertIn('"libb.so"', calls)

    def test_a_new_file_and_a_removed_one_are_seen(self):
        before = self.rest()
        shutil.copy(self.system.root + "/usr/bin/one", self.system.root + "/usr/bin/three")
        after = self.same_as_afresh()
        self.assertEqual(after["totals"]["programs"], before["totals"]["programs"] + 1)
        self.rest()
        os.unlink(self.system.root + "/usr/bin/three")
        self.assertEqual(self.same_as_afresh(), before)

    def test_a_new_library_earlier_in_the_search_path_is_seen(self):
        os.makedirs(self.system.root + "/usr/lib/x86_64-linux-gnu")
        self.rest()
        compile_to(self.system.root + "/usr/lib/x86_64-linux-gnu/libb.so", NOISY, "-shared", "-fPIC", "-Wl,-soname,libb.so")
        os.chmod(self.system.root + "/usr/lib/x86_64-linux-gnu/libb.so", 0o755)
        noisy = {each["soname"]: each["uninvited_in"] for each in self.same_as_afresh()["libraries"]}
        self.assertEqual(noisy["libb.so"], ["/usr/bin/one", "/usr/bin/two"])

    def test_an_elf_file_rewritten_in_place_is_seen(self):
        folder = self.system.root + "/usr/libexec"
        os.makedirs(folder)
        shutil.copy(self.system.root + "/usr/bin/one", folder + "/data")
        os.chmod(folder + "/data", 0o644)  # neither executable nor named like a library: it is ELF
        before = self.rest()
        with open(self.system.lib + "/libb.so", "rb") as file:
            other = file.read()
        with open(folder + "/data", "r+b") as file:
            file.truncate()
            file.write(other)
        after = self.same_as_afresh()
        self.assertEqual(self.remembered(), before["totals"]["files"] - 1)
        self.assertEqual(after["totals"]["libraries"], before["totals"]["libraries"] + 1)

    def test_a_script_or_a_library_script_that_becomes_elf_in_place_is_seen(self):
        for name, mode in (("script", 0o755), ("libscript.so", 0o644)):
            with open(f"{self.system.lib}/{name}", "w") as file:
                file.write("#!/bin/sh\n")
            os.chmod(f"{self.system.lib}/{name}", mode)
        before = self.rest()
        for name in ("script", "libscript.so"):
            with open(f"{self.system.lib}/{name}", "r+b") as file, open(self.system.root + "/usr/bin/one", "rb") as whole:
                file.write(whole.read())
        self.assertEqual(self.same_as_afresh()["totals"]["programs"], before["totals"]["programs"] + 2)

    def test_what_a_remembered_folder_hides_is_what_the_docs_say(self):
        # docs/limits.md: a quiet file that becomes ELF in place, while its folder does not change.
        before = self.rest()
        path = self.system.root + "/usr/share/doc/7"
        with open(path, "r+b") as file, open(self.system.root + "/usr/bin/one", "rb") as whole:
            file.write(whole.read())
        os.chmod(path, 0o755)
        self.assertEqual(self.answer(), before)
        self.assertEqual(self.answer("--no-store")["totals"]["programs"], before["totals"]["programs"] + 1)
        with open(os.path.dirname(path) + "/new", "w"):
            pass
        self.assertEqual(self.same_as_afresh()["totals"]["programs"], before["totals"]["programs"] + 1)

    def test_a_renamed_folder_and_one_moved_away_are_seen_by_their_new_paths(self):
        shutil.copytree(self.system.root + "/usr/bin", self.system.root + "/usr/share/old")
        with open(self.system.root + "/usr/share/old/cut", "wb") as file:
            file.write(b"\x7fELF")
        os.chmod(self.system.root + "/usr/share/old/cut", 0o644)
        self.assertEqual([each["source"] for each in self.rest()["damages"]], ["/usr/share/old/cut"])
        os.rename(self.system.root + "/usr/share/old", self.system.root + "/usr/share/new")
        self.assertEqual([each["source"] for each in self.same_as_afresh()["damages"]], ["/usr/share/new/cut"])
        self.rest()
        os.rename(self.system.root + "/usr/share/new", self.system.root + "/usr/bin/below")
        self.assertEqual([each["source"] for each in self.same_as_afresh()["damages"]], ["/usr/bin/below/cut"])

    def test_another_folder_in_the_place_of_a_remembered_one_is_seen(self):
        share = self.system.root + "/usr/share"
        os.makedirs(share + "/b")
        shutil.copy(self.system.root + "/usr/bin/one", share + "/b/program")
        os.makedirs(share + "/a")
        before = self.rest()
        os.rename(share + "/a", share + "/c")
        os.rename(share + "/b", share + "/a")
        os.rename(share + "/c", share + "/b")
        self.assertEqual(self.same_as_afresh()["totals"], before["totals"])
        os.unlink(share + "/a/program")
        self.assertEqual(self.same_as_afresh()["totals"]["programs"], before["totals"]["programs"] - 1)

    def test_a_file_that_becomes_a_link_and_a_new_link_are_seen(self):
        before = self.rest()
        os.symlink("one", self.system.root + "/usr/bin/link")
        self.assertEqual(self.same_as_afresh(), before)
        self.rest()
        os.unlink(self.system.root + "/usr/bin/two")
        os.symlink("one", self.system.root + "/usr/bin/two")
        self.assertEqual(self.same_as_afresh()["totals"]["programs"], before["totals"]["programs"] - 1)

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_a_folder_that_changed_lately_is_listed_again(self):
        self.rest()
        with open(self.system.root + "/usr/share/doc/new", "w"):
            pass
        self.survey()
        self.assertIn("getdents64", self.calls())  # listed within two seconds of its change: not relied upon
        self.assertIn('"7"', self.calls())
        time.sleep(SETTLED)
        self.survey()
        self.assertNotIn("getdents64", self.calls())

    def test_a_file_that_was_not_at_rest_is_looked_at_again_in_a_folder_that_was(self):
        path = self.system.root + "/usr/share/doc/7"
        time.sleep(SETTLED)
        with open(path, "r+") as file:  # in place: the folder stays at rest
            file.write("not yet")
        before = self.answer()
        with open(path, "r+b") as file, open(self.system.root + "/usr/bin/one", "rb") as whole:
            file.write(whole.read())
        self.assertEqual(self.same_as_afresh()["totals"]["programs"], before["totals"]["programs"] + 1)

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
        self.survey("--depth", "closure")
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
        self.assertIn("another run is writing", self.told)

    def test_killed_at_any_moment_it_leaves_a_store_that_can_be_used(self):
        time.sleep(SETTLED)
        truth = self.survey("--json")
        chance = random.Random(3094)
        for _ in range(25):
            os.utime(f"{self.system.root}/usr/share/doc/{chance.randrange(200)}", (1, chance.randrange(10**9)))
            os.utime(f"{self.system.root}/usr/share/doc", (1, chance.randrange(10**9)))  # so that there is something to write
            process = self.start("--json", to_be_killed=True)
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
        os.utime(f"{self.system.root}/usr/bin/one", (1, 1))
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

    def test_since_compares_like_with_like(self):
        def kept(depth):
            path = os.path.join(self.folder, depth + ".json")
            with open(path, "w", encoding="utf-8") as out:
                out.write(self.survey("--json", "--depth", depth))
            return path
        self.survey("--since", kept("start"), "--depth", "facts", code=2)
        self.survey("--since", kept("start"), "--depth", "closure", code=2)
        self.survey("--since", kept("start"), code=2)
        self.survey("--since", kept("closure"), "--depth", "start", code=2)
        self.survey("--since", kept("start"), "--depth", "start")

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
        for depth in DEPTHS:
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
