"""about over a small system made here: by soname, path, package and with a slip of the hand, with and without a store."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from survey_test import HALFSECOND, NOBODY, NOISY, SETTLED, System  # noqa: E402

STATUS = """Package: libb1
Status: install ok installed
Architecture: amd64
Version: 1.0-0.2
Source: bee
Maintainer: Named Person <named@host.test>
Homepage: https://bee.test/

Package: bee-tools
Status: install ok installed
Architecture: amd64
Version: 1.0-0.2
Source: bee
Maintainer: Named Person <named@host.test>

Package: left
Status: install ok installed
Architecture: all
Version: 3
Maintainer: Debian QA Group <packages@qa.debian.org>
"""
CHANGELOG = "".join(
    f"bee (1.0-0.{n}) unstable; urgency=low\n\n  * Non-maintainer upload.\n\n"
    " -- Other Person <other@host.test>  Thu, 03 Apr 2025 21:55:39 +0200\n\n"
    for n in (2, 1)
)


# A repository of one tag, and its release with a file more that nothing explains.
RELEASE = """
git init -q repo; cd repo; git config user.name n; git config user.email m@host.test
printf 'a\\n' > a.c; printf 'b\\n' > b.c; git add .; git commit -qm 1; git tag v1.0; cd ..
git -C repo archive --prefix=bee-1.0/ v1.0 | tar x; printf 'harmless\\n' > bee-1.0/more.c
git -C repo commit -q --allow-empty -m 2; git clone -q --depth 1 "file://$PWD/repo" shallow
tar czf bee-1.0.tar.gz bee-1.0; head -c 100 bee-1.0.tar.gz > cut-1.0.tar.gz; chmod -R a+rX .
"""


def add_packages(root):
    """A database of dpkg, in which libb1 has libb.so and bee-tools the program one."""
    info = root + "/var/lib/dpkg/info"
    os.makedirs(info)
    for name, paths in (("libb1", ["/usr/lib/libb.so"]), ("bee-tools", ["/usr/bin/one"]), ("left", ["/usr/share/left"])):
        with open(f"{info}/{name}.list", "w") as file:
            file.write("".join(path + "\n" for path in paths))
    with open(root + "/var/lib/dpkg/status", "w") as file:
        file.write(STATUS)
    os.makedirs(root + "/usr/share/doc/libb1")
    with gzip.open(root + "/usr/share/doc/libb1/changelog.Debian.gz", "wt") as file:
        file.write(CHANGELOG)


@unittest.skipUnless(os.path.exists("/lib64/ld-linux-x86-64.so.2"), "needs x86-64 and glibc")
class About(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="halfsecond-about-")
        os.chmod(cls.folder, 0o755)
        cls.system = System(cls.folder)
        cls.system.put_library(NOISY)
        add_packages(cls.system.root)
        subprocess.run(["chmod", "-R", "a+rX", cls.folder], check=True)
        shutil.copy(HALFSECOND, cls.folder + "/halfsecond")
        shutil.copytree(os.path.dirname(HALFSECOND) + "/plugins", cls.folder + "/plugins")
        subprocess.run(["sh", "-ec", RELEASE], cwd=cls.folder, check=True)
        cls.cache = cls.folder + "/cache"
        os.makedirs(cls.cache, mode=0o700)
        if os.geteuid() == 0:
            os.chown(cls.cache, NOBODY, NOBODY)  # root's own store is not for tests

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder, ignore_errors=True)

    def run_it(self, *words, status=0):
        environment = {"PATH": os.environ["PATH"], "XDG_CACHE_HOME": self.cache, "HOME": "/nonexistent"}
        environment.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
        options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        words = [self.folder + "/halfsecond", words[0], "--root", self.system.root, *words[1:]]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False, **options)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def test_a_library_by_its_soname_its_path_and_its_package_is_the_same(self):
        told = [json.loads(self.run_it("about", "--json", name).stdout) for name in ("libb.so", "/usr/lib/libb.so", "libb1", "libb")]
        for each in told:
            each["subject"].pop("asked")
            each["subject"]["path"] = each["subject"]["path"].replace("/lib/../lib", "/lib")
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0], told[2])
        self.assertEqual(told[0], told[3])
        self.assertEqual((told[0]["use"]["programs"], told[0]["use"]["direct"]), (2, 0))
        self.assertEqual(told[0]["use"]["ways"], [{"soname": "liba.so", "programs": 2}])
        self.assertEqual((told[0]["use"]["cut"]["from"], told[0]["use"]["cut"]["symbols"]), ("liba.so", ["quiet"]))
        self.assertEqual(told[0]["starts"][0]["symbol"], "wake")

    def test_who_uploads_for_whom_is_read_from_the_changelog_of_the_package(self):
        upkeep = json.loads(self.run_it("about", "--json", "libb.so").stdout)["upkeep"]
        self.assertEqual((upkeep["uploads"]["entries"], upkeep["uploads"]["non_maintainer"]), (2, 2))
        self.assertEqual(upkeep["uploads"]["uploaders"][0]["name"], "Other Person")
        self.assertIn("2 of 2 uploads not by the maintainer of the day, 2 by Other Person",
                      " ".join(self.run_it("about", "libb.so").stdout.split()))

    def test_without_plug_ins_the_changelog_is_unknown_and_the_rest_is_told(self):
        done = self.run_it("about", "--json", "--plugins", "/nonexistent", "libb.so")
        upkeep = json.loads(done.stdout)["upkeep"]
        self.assertIsNone(upkeep["uploads"])
        self.assertIn("codec", upkeep["uploads_unknown"])

    def test_who_pushes_to_a_young_or_shallow_repository_and_what_deserves_a_look_is_unknown(self):
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.folder + "/repo", self.folder + "/shallow"], check=True)
        young = " ".join(self.run_it("about", "--repo", self.folder + "/repo", "libb.so").stdout.split())
        self.assertIn("whether an event deserves a second look is unknown: younger than three years", young)
        words = ("about", "--repo", self.folder + "/shallow", "libb.so")
        shallow = " ".join(self.run_it(*words, status=3).stdout.split())
        self.assertIn("who can change it unknown: a shallow clone: only 1 commit is here", shallow)
        self.assertNotIn("no event", young + shallow)
        for claim in ("nobody is known", "alone pushed"):
            self.assertNotIn(claim, shallow)
        told = json.loads(self.run_it(*words[:1], "--json", *words[1:], status=3).stdout)
        self.assertEqual((told["complete"], told["custody"]["lone"], told["custody"]["pushers"]), (False, None, None))
        self.assertIn("shallow", told["custody"]["unknown"])

    def about_release(self, archive, *options, status=0):
        given = ("--repo", self.folder + "/repo", "--archive", f"{self.folder}/{archive}")
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.folder + "/repo"], check=True)
        return self.run_it("about", *options, *given, "libb.so", status=status)

    def test_a_release_is_compared_with_its_tag_and_the_command_that_says_more_is_named(self):
        told = json.loads(self.about_release("bee-1.0.tar.gz", "--json").stdout)
        self.assertEqual(told["archive"]["tag"]["name"], "v1.0")
        counts = {key: count for key, count in told["archive"]["counts"].items() if count}
        self.assertEqual(counts, {"files": 3, "identical": 2, "unexplained": 1})
        self.assertIn("unexplained-file", [each["rule"] for each in told["findings"] if each["answer"] == "yes"])
        text = self.about_release("bee-1.0.tar.gz").stdout
        self.assertIn("its archive         1 of 3 files differs from tag v1.0: 1 unexplained\n", text)
        self.assertTrue(text.endswith(f"next: halfsecond release-check {self.folder}/bee-1.0.tar.gz {self.folder}/repo\n"))
        self.about_release("bee-1.0.tar.gz", "--fail-on", "amber", status=1)

    def test_an_archive_that_cannot_be_read_is_unknown_and_the_rest_is_told(self):
        done = self.about_release("cut-1.0.tar.gz", status=3)
        self.assertIn("its archive         unknown: ", done.stdout)
        self.assertIn("loaded by", done.stdout)
        told = json.loads(self.about_release("cut-1.0.tar.gz", "--json", status=3).stdout)
        self.assertEqual((told["archive"], told["complete"]), (None, False))

    def test_an_archive_needs_its_repository_and_must_be_there(self):
        self.assertIn("--archive says nothing without --repo", self.run_it("about", "--archive", "x.tar.gz", "libb.so", status=2).stderr)
        self.assertIn("none.tar.gz: no such file", self.about_release("none.tar.gz", status=2).stderr)

    def test_a_program_and_a_package_of_programs_are_told_as_programs(self):
        for name in ("one", "/usr/bin/one", "bee-tools"):
            told = json.loads(self.run_it("about", "--json", name).stdout)
            self.assertEqual((told["subject"]["kind"], told["subject"]["path"]), ("program", "/usr/bin/one"))
            self.assertEqual(told["program"]["uninvited"][0]["way"], "by way of liba.so")

    def test_a_slip_of_the_hand_gets_the_name_that_is_meant(self):
        for name, meant in (("libbb.so", "libb.so"), ("bee-tool", "bee-tools"), ("libb2", "libb1")):
            self.assertIn(f"did you mean {meant}?", self.run_it("about", name, status=2).stderr)
        self.assertIn("no library, package or program", self.run_it("about", "zzzzzzzzzz", status=2).stderr)

    def test_with_a_store_no_file_is_read_again_and_the_answer_is_the_same(self):
        without = self.run_it("about", "--no-store", "libb.so").stdout
        self.assertIn("halfsecond survey keeps what it read", without)
        time.sleep(SETTLED)
        self.run_it("survey")
        stored = self.run_it("about", "libb.so").stdout
        self.assertEqual([line for line in without.split("\n") if "faster next time" not in line], stored.split("\n"))

    def test_names_that_are_hostile_end_in_one_line_that_is_escaped(self):
        for name in ("\x1b[2J", "a" * 5000, "..", "/", ".so", "lib\n.so", "/nonexistent", "-"):
            words = [self.folder + "/halfsecond", "about", "--no-store", "--root", self.system.root, "--", name]
            done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
            self.assertIn(done.returncode, (0, 2, 3))
            self.assertNotIn("\x1b", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
