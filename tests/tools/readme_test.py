"""README.md stays short, and says nothing of commands that make does not have."""

import os
import re
import subprocess
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def text(name):
    with open(os.path.join(REPOSITORY, name), encoding="utf-8") as file:
        return file.read()


class Readme(unittest.TestCase):
    def test_it_has_at_most_500_words(self):
        self.assertLessEqual(len(text("README.md").split()), 500)

    def test_a_real_run_and_the_two_commands_stand_on_the_first_screen(self):
        screen = "\n".join(text("README.md").split("\n")[:35])
        for line in ("$ halfsecond load /usr/sbin/sshd", "make run", "make test"):
            self.assertIn(line, screen)

    def test_the_run_it_shows_is_what_the_program_prints(self):
        program = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build", "release", "halfsecond"))
        root = os.path.join(REPOSITORY, "build", "roots", "sshd")
        if not os.path.exists(program) or not os.path.exists(os.path.join(root, "usr", "sbin", "sshd")):
            self.skipTest("needs the release build and tools/sshd_root")
        shown = re.search(r"\$ halfsecond load /usr/sbin/sshd\n(.*?)```", text("README.md"), re.S).group(1)
        real = subprocess.run([program, "load", "--root", root, "/usr/sbin/sshd"], capture_output=True, text=True)
        self.assertEqual(real.returncode, 0)
        self.assertEqual(shown, real.stdout)

    def test_every_command_of_the_program_stands_in_its_table(self):
        program = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build", "release", "halfsecond"))
        if not os.path.exists(program):
            self.skipTest("needs the release build")
        text_of_help = subprocess.run([program, "--help"], capture_output=True, text=True).stdout
        commands = re.findall(r"^  ([a-z-]+) {2,}", text_of_help.split("\n\n")[1], re.M)
        self.assertGreaterEqual(len(commands), 4)
        self.assertEqual([name for name in commands if f"`{name}" not in text("README.md")], [])

    def test_every_make_target_it_and_contributing_name_is_in_the_makefile(self):
        targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.M))
        named = re.findall(r"\bmake ([a-z]+)\b", text("README.md") + text("CONTRIBUTING.md"))
        self.assertGreaterEqual(len(named), 4)
        self.assertEqual([name for name in named if name not in targets], [])

    def test_every_command_of_the_help_stands_in_its_table(self):
        program = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build/release/halfsecond"))
        shown = subprocess.run([program, "--help"], stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
        commands = re.findall(r"^  ([a-z-]+)  ", shown, re.M)
        self.assertGreaterEqual(len(commands), 4)
        table = "\n".join(line for line in text("README.md").split("\n") if line.startswith("|"))
        self.assertEqual([name for name in commands if not re.search(rf"`{name}\b", table)], [])

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
    unittest.main()
