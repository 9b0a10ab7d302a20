"""tools/install_packages asks for what is lacking and no more, and says clearly when it cannot."""

import os
import shutil
import subprocess
import tempfile
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")
DPKG = "#!/bin/sh\necho amd64\n"
# Answers for the packages installed; apt-get writes down how it was called and succeeds.
QUERY = "#!/bin/sh\nprintf 'installed g++\\ninstalled git\\nconfig-files cmake\\n'\n"
APT = '#!/bin/sh\necho "$@" >>"$CALLS"\n'
LIST = "[build]\ncmake\ng++\n# why\ngit\n[test]\nmulti [amd64]\nother [arm64]\n"


class Packages(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        self.calls = os.path.join(self.root, "calls")
        os.makedirs(os.path.join(self.root, "tools"))
        os.makedirs(os.path.join(self.root, "bin"))
        shutil.copy(os.path.join(TOOLS, "install_packages"), os.path.join(self.root, "tools"))
        self.write("tools/packages", LIST)
        for name in ("awk", "bash", "comm", "dirname", "env", "grep", "sed", "sort", "xargs", "id", "echo"):
            os.symlink(shutil.which(name), os.path.join(self.root, "bin", name))

    def write(self, path, text):
        with open(os.path.join(self.root, path), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(os.path.join(self.root, path), 0o755)

    def debian(self, user="0"):
        self.write("bin/dpkg", DPKG)
        self.write("bin/dpkg-query", QUERY)
        self.write("bin/apt-get", APT)
        os.remove(os.path.join(self.root, "bin/id"))
        self.write("bin/id", f"#!/bin/sh\necho {user}\n")

    def install(self, *sections, **environment):
        return subprocess.run(
            ["bash", os.path.join(self.root, "tools/install_packages"), *sections],
            env={"PATH": os.path.join(self.root, "bin"), "CALLS": self.calls, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    def apt_calls(self):
        if not os.path.exists(self.calls):
            return []
        with open(self.calls, encoding="utf-8") as file:
            return file.read().splitlines()

    def test_only_what_is_lacking_on_this_architecture_is_installed_without_recommends(self):
        self.debian()
        done = self.install("build", "test")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "installing Debian packages: cmake multi\n")
        self.assertTrue(self.apt_calls()[-1].endswith("--no-install-recommends install cmake multi"))
        self.assertFalse([call for call in self.apt_calls() if "update" in call])

    def test_nothing_lacking_costs_no_apt_call(self):
        self.debian()
        self.write("tools/packages", "[build]\ng++\ngit\n")
        done = self.install("build")
        self.assertEqual((done.returncode, done.stdout, self.apt_calls()), (0, "", []))

    def test_package_lists_that_are_absent_are_brought_first(self):
        self.debian()
        self.write("bin/apt-get", APT + 'case "$*" in *-s*cmake*) exit 100 ;; esac\n')
        self.assertEqual(self.install("build").returncode, 0)
        self.assertEqual(sum("update" in call for call in self.apt_calls()), 1)

    def test_without_apt_get_the_list_is_printed_and_the_run_stops(self):
        done = self.install("build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cmake g++ git", done.stdout)
        self.assertIn("no apt-get here", done.stderr)
        self.assertEqual(self.install("build", PACKAGES="installed").returncode, 0)

    def test_neither_root_nor_sudo_is_said_with_the_command_to_type(self):
        self.debian(user="1000")
        done = self.install("build")
        self.assertEqual((done.returncode, self.apt_calls()), (1, []))
        self.assertIn("hint: as root: apt-get install --no-install-recommends cmake", done.stderr)

    def test_a_failed_installation_stops_the_run(self):
        self.debian()
        self.write("bin/apt-get", APT + "exit 100\n")
        done = self.install("build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("error: apt-get", done.stderr)

    def test_an_unknown_section_is_an_error(self):
        done = self.install("biuld")
        self.assertEqual(done.returncode, 1)
        self.assertIn("hint: sections: build test", done.stderr)


if __name__ == "__main__":
    unittest.main()
