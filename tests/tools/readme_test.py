"""README.md stays short, and its runs and its tables are what the program and make really have.

usage: readme_test.py [--write]      (--write puts what `load` says of sshd now into README.md)

The second run is on a clone of xz and on an archive, which no test has: bench/xz_story runs it and compares all of it. Here
every line of it that comes from neither is compared.
"""

import os
import re
import subprocess
import sys
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def text(name):
    with open(os.path.join(REPOSITORY, name), encoding="utf-8") as file:
        return file.read()


PROGRAM = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build", "release", "halfsecond"))
NEEDS_ROOT = "needs build/roots/sshd: tools/sshd_root"
SSHD_ROOT = os.path.join(REPOSITORY, "build", "roots", "sshd")
RUN = re.compile(r"(?<=\$ halfsecond load /usr/sbin/sshd\n).*?(?=```)", re.S)


ABOUT = re.compile(r"(?<=\$ halfsecond about )[^\n]*--archive \S+ (\S+)\n(.*?)(?=```)", re.S)
OF_GIVEN = re.compile(r"^(?:who can change it|its archive) .*\n(?: .*\n)*", re.M)  # with all that belongs to them


def run(command, name):
    words = [PROGRAM, command, "--root", SSHD_ROOT, *(["--no-store"] if command == "about" else []), name]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    return done.stdout.replace(f" --root={SSHD_ROOT}", "")  # in the next step


def run_on_sshd():
    return run("load", "/usr/sbin/sshd")


def without_given(page):
    """What `about` says without a repository and an archive; the next step and how to be faster depend on these, too."""
    lines = OF_GIVEN.sub("", page).split("\n")
    return [line for line in lines if not line.startswith(("next: ", "faster next time "))]


def write():
    page = RUN.sub(lambda _: run_on_sshd(), text("README.md"))
    with open(os.path.join(REPOSITORY, "README.md"), "w", encoding="utf-8") as file:
        file.write(page)


class Readme(unittest.TestCase):
    def test_it_has_at_most_500_words(self):
        self.assertLessEqual(len(text("README.md").split()), 500)

    def test_a_real_run_and_the_two_commands_stand_on_the_first_screen(self):
        screen = "\n".join(text("README.md").split("\n")[:35])
        for line in ("$ halfsecond load /usr/sbin/sshd", "make run", "make test"):
            self.assertIn(line, screen)

    @unittest.skipUnless(os.path.exists(os.path.join(SSHD_ROOT, ".complete")), NEEDS_ROOT)
    def test_the_run_it_shows_is_what_the_program_prints(self):
        self.assertEqual(RUN.search(text("README.md"))[0], run_on_sshd(), "readme_test.py --write brings it up to date")

    @unittest.skipUnless(os.path.exists(os.path.join(SSHD_ROOT, ".complete")), NEEDS_ROOT)
    def test_what_its_second_run_tells_without_a_repository_is_what_the_program_prints(self):
        name, shown = ABOUT.search(text("README.md")).groups()
        self.assertGreater(len(without_given(shown)), 10)
        self.assertEqual(without_given(shown), without_given(run("about", name)), "bench/xz_story --write brings it up to date")

    def test_its_second_run_shows_both_the_repository_and_the_archive(self):
        shown = "".join(OF_GIVEN.findall(ABOUT.search(text("README.md"))[2]))
        self.assertRegex(shown, r"(?s)who can change it .*\n  red .*\nits archive  .* of \d+ files differ from tag v\S+: ")
        self.assertNotIn("not looked at", shown)

    def test_every_command_of_the_program_stands_in_its_table(self):
        shown = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
        commands = re.findall(r"^  ([a-z-]+) {2,}", shown.split("\n\n")[1], re.M)
        self.assertGreaterEqual(len(commands), 4)
        table = text("README.md").split("## Commands\n\n```\n")[1].split("```")[0]
        self.assertEqual([name for name in commands if not re.search(rf"^(?:.*[ ,])?{name}(?:[ ,]|$)", table, re.M)], [])

    def test_every_make_target_it_and_contributing_name_is_in_the_makefile(self):
        targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
        named = re.findall(r"\bmake ([a-z]+)\b", text("README.md") + text("CONTRIBUTING.md"))
        self.assertGreaterEqual(len(named), 4)
        self.assertEqual([name for name in named if name not in targets], [])

    def test_every_package_that_is_installed_has_its_reason_in_the_dependencies(self):
        page = text("docs/dependencies.md").lower()
        reasons = {"g++": "g++ 12", "gcc-12-multilib": "gcc multilib", "gcc-12-aarch64-linux-gnu": "aarch64 cross compiler"}
        reasons |= {"libc6-dev-arm64-cross": "aarch64 cross compiler", "doctest-dev": "doctest", "python3": "python 3"}
        reasons |= {"libseccomp-dev": "libseccomp", "libclang-rt-14-dev": "libfuzzer"}
        for line in text("tools/packages").split("\n"):
            package = line.split(" ")[0]
            if re.match(r"[a-z]", package) and package not in ("cmake", "git", "make", "ninja-build"):
                self.assertIn(reasons.get(package, package), page, package)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        unittest.main()
