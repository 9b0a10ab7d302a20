"""upkeep over a small system made here: weights, uploads, orphans, clones, a spreadsheet, and changelogs that attack."""

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from about_test import CHANGELOG, add_packages  # noqa: E402
from survey_test import HALFSECOND, NOBODY, System  # noqa: E402


def make_clone(folder, days):
    """A repository of one person with a funding file and a security contact, pushed to on `days`."""
    os.makedirs(folder + "/.github")
    subprocess.run(["git", "init", "-q", folder], check=True)
    with open(folder + "/.github/FUNDING.yml", "w") as file:
        file.write("github: [one-login]\ncustom: https://bee.test/give\n")
    with open(folder + "/.github/security-insights.yml", "w") as file:
        file.write("project:\n  vulnerability-reporting:\n    contact:\n      email: safe@bee.test\n")
    for day in days:
        with open(folder + "/file", "a") as file:
            file.write(day)
        when = {"GIT_AUTHOR_DATE": day + "T12:00:00Z", "GIT_COMMITTER_DATE": day + "T12:00:00Z"}
        git = ["git", "-c", "user.name=Maintainer One", "-c", "user.email=one@host.test", "-C", folder]
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "change"], check=True, env={**os.environ, **when})


@unittest.skipUnless(os.path.exists("/lib64/ld-linux-x86-64.so.2"), "needs x86-64 and glibc")
class Upkeep(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="halfsecond-upkeep-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        os.chmod(self.folder, 0o755)
        self.system = System(self.folder)
        add_packages(self.system.root)
        shutil.copy(HALFSECOND, self.folder + "/halfsecond")
        shutil.copytree(os.path.dirname(HALFSECOND) + "/plugins", self.folder + "/plugins")
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)

    def run_it(self, *words, status=0):
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
        environment.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
        options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        words = [self.folder + "/halfsecond", "upkeep", "--no-store", "--root", self.system.root, *words]
        done = subprocess.run(words, env=environment, capture_output=True, timeout=60, check=False, **options)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout.decode()

    def projects(self, *words):
        return {each["name"]: each for each in json.loads(self.run_it("--system", "--json", *words))["projects"]}

    def write_changelog(self, data):
        with open(self.system.root + "/usr/share/doc/libb1/changelog.Debian.gz", "wb") as file:
            file.write(data)

    def test_what_programs_rest_on_is_weighed_by_closure_and_orphans_are_named_whatever_their_weight(self):
        projects = self.projects()
        self.assertEqual((projects["bee"]["programs"], projects["bee"]["direct"]), (2, 0))
        self.assertEqual(projects["bee"]["signs"], ["most uploads not by the maintainer of the day"])
        self.assertTrue(projects["left"]["orphaned"])
        text = self.run_it("--system")
        self.assertIn("2 of 2 uploads not by the maintainer of the day, 2 by Other Person", text)
        self.assertIn("without a maintainer in the distribution: left\n", text)

    def test_the_spreadsheet_is_one_that_another_program_reads(self):
        text = self.run_it("--system", "--csv")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertEqual(text.count("\r\n"), text.count("\n"))
        bee = dict(zip(rows[0], next(row for row in rows if row[0] == "bee")))
        self.assertEqual((bee["programs_here"], bee["uploads_for_another"], bee["last_upload"]), ("2", "2", "2025-04-03"))
        self.assertIn("https://bee.test/", bee["send_help_to"])

    def test_a_folder_of_clones_adds_what_repositories_say_and_where_money_is_asked_for(self):
        make_clone(self.folder + "/clones/bee", ["2020-01-01", "2020-02-01"])
        os.makedirs(self.folder + "/clones/unrelated/.git")
        subprocess.run(["chmod", "-R", "a+rX", self.folder], check=True)
        bee = self.projects("--repos", self.folder + "/clones", "--as-of", "2020-06-01")["bee"]
        self.assertEqual((bee["repository"]["pushers"], bee["repository"]["absence_factor"]), (1, 1))
        self.assertIn("one person pushes", bee["signs"])
        self.assertIn("github: one-login", [place["where"] for place in bee["help"]])
        self.assertIn(("SECURITY-INSIGHTS", "safe@bee.test"), [(place["kind"], place["where"]) for place in bee["help"]])
        later = self.projects("--repos", self.folder + "/clones", "--as-of", "2024-06-01")["bee"]
        self.assertIn("nobody pushed in two years: the clone ends on 2020-02-01", later["signs"])
        alone = self.run_it("--as-of", "2020-06-01", self.folder + "/clones/bee")
        self.assertIn("one person pushes", alone)

    def test_changelogs_that_attack_end_in_an_answer_without_their_control_characters(self):
        bomb = gzip.compress(b"bee (1) u; x\n\n -- " + b"N" * (40 << 20) + b"\n")
        evil = CHANGELOG.replace("Other Person", "Ot\x1b[2Jher\u202e Person").encode()
        for data in (bomb, gzip.compress(evil), gzip.compress(CHANGELOG.encode())[:60], b"\x1f\x8b" + os.urandom(500), b""):
            self.write_changelog(data)
            for form in ((), ("--csv",), ("--json",)):
                text = self.run_it("--system", *form)
                self.assertNotIn("\x1b", text)
                if form != ("--json",):
                    self.assertNotIn("\u202e", text)

    def test_wrong_usage_is_one_line_and_a_hint(self):
        self.run_it(status=2)
        self.run_it("--system", "/somewhere", status=2)
        self.run_it("--system", "--json", "--csv", status=2)
        self.run_it("--repos", "/nonexistent", status=2)
        self.run_it("--system", "--as-of", "yesterday", status=2)
        self.run_it("/nonexistent", status=2)


@unittest.skipUnless(os.path.exists("/var/lib/dpkg/status"), "needs a Debian system")
class ThisSystem(unittest.TestCase):
    def test_every_orphaned_source_package_of_this_machine_is_named(self):
        with open("/var/lib/dpkg/status", encoding="utf-8", errors="replace") as file:
            stanzas = [stanza for stanza in file.read().split("\n\n") if "\nStatus: install ok installed" in stanza]
        orphaned = set()
        for stanza in stanzas:
            if "packages@qa.debian.org>" not in re.search(r"^Maintainer:.*", stanza, re.M)[0]:
                continue
            source = re.search(r"^Source: (\S+)", stanza, re.M) or re.search(r"^Package: (\S+)", stanza, re.M)
            orphaned.add(source[1])
        done = subprocess.run([HALFSECOND, "upkeep", "--system", "--no-store", "--json"], stdout=subprocess.PIPE, timeout=120, check=True)
        told = {each["name"] for each in json.loads(done.stdout)["projects"] if each["orphaned"]}
        self.assertEqual(told, orphaned)


if __name__ == "__main__":
    unittest.main()
