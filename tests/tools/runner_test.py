"""tools/run_tests adds up what really ran: a death, a late test or a missing summary is never a pass."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")
SUMMARY = "echo '[doctest] test cases: {} | {} passed | {} failed | {} skipped'\n"


class Runner(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        os.makedirs(os.path.join(self.root, "tools"))
        os.makedirs(os.path.join(self.root, "tests"))
        shutil.copy(os.path.join(TOOLS, "run_tests"), os.path.join(self.root, "tools"))

    def write(self, path, text):
        place = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(place, 0o755)

    def run_tests(self, build="build/release", **environment):
        done = subprocess.run(
            [os.path.join(self.root, "tools/run_tests"), build],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.rstrip().split("\n")[-1], done.stdout

    def test_cases_of_every_executable_and_script_are_added_up(self):
        self.write("build/release/tests/one_tests", "#!/bin/sh\n" + SUMMARY.format(5, 5, 0, 2))
        self.write("build/release/tests/two_tests", "#!/bin/sh\n" + SUMMARY.format(3, 3, 0, 0))
        self.write("tests/a_test.py", "import unittest\nclass A(unittest.TestCase):\n  def test_a(self): pass\nunittest.main()\n")
        self.assertEqual(self.run_tests()[:2], (0, "9 passed, 0 failed, 2 skipped"))

    def test_a_failed_case_fails_the_run_and_its_report_is_shown(self):
        self.write("build/release/tests/one_tests", "#!/bin/sh\necho 'CHECK( 1 == 2 )'\n" + SUMMARY.format(5, 4, 1, 0) + "exit 1\n")
        code, last, output = self.run_tests()
        self.assertEqual((code, last), (1, "4 passed, 1 failed, 0 skipped"))
        self.assertIn("CHECK( 1 == 2 )", output)

    def test_what_failed_is_told_again_in_short_just_before_the_last_lines(self):
        bar = "=" * 79
        good = f"{bar}\nb.cc:1:\nTEST CASE:  prints a lot\n" + "noise\n" * 200
        bad = f"{bar}\na.cc:7:\nTEST CASE:  the sum is right\n\na.cc:9: ERROR: CHECK( 1 == 2 ) is NOT correct!\n"
        report = f"cat <<'END'\n{bad}{good}{bar}\nEND\n" + SUMMARY.format(5, 4, 1, 0)
        self.write("build/release/tests/one_tests", f"#!/bin/sh\n{report}exit 1\n")
        end = self.run_tests()[2].rstrip().split("\n")[-8:]
        self.assertIn("failed in build/release/tests/one_tests:", end)
        self.assertIn("TEST CASE:  the sum is right", end)
        self.assertIn("a.cc:9: ERROR: CHECK( 1 == 2 ) is NOT correct!", end)
        self.assertNotIn("noise", end)

    def test_an_executable_that_dies_without_a_summary_is_a_failure(self):
        self.write("build/release/tests/one_tests", "#!/bin/sh\nkill -SEGV $$\n")
        self.assertEqual(self.run_tests()[:2], (1, "0 passed, 1 failed, 0 skipped"))

    def test_an_executable_that_dies_after_a_good_summary_is_a_failure(self):
        self.write("build/release/tests/one_tests", "#!/bin/sh\n" + SUMMARY.format(5, 5, 0, 0) + "exit 23\n")
        self.assertEqual(self.run_tests()[:2], (1, "5 passed, 1 failed, 0 skipped"))

    def test_an_executable_that_never_ends_is_stopped_and_a_failure(self):
        self.write("build/release/tests/one_tests", "#!/bin/sh\n[ \"$1\" = --count ] || exec sleep 60\n")
        code, last, output = self.run_tests(TEST_SECONDS="1")
        self.assertEqual((code, last), (1, "0 passed, 1 failed, 0 skipped"))
        self.assertIn("still running after 1 seconds", output)

    def test_a_build_without_any_test_is_a_failure(self):
        os.makedirs(os.path.join(self.root, "build/release"))
        self.assertEqual(self.run_tests()[:2], (1, "0 passed, 1 failed, 0 skipped"))

    def test_a_script_that_fails_errs_and_skips_is_counted_so(self):
        cases = "import unittest\nclass A(unittest.TestCase):\n"
        cases += "  def test_a(self): self.fail()\n  def test_b(self): raise OSError\n"
        cases += "  def test_c(self): self.skipTest('no')\n  def test_d(self): pass\nunittest.main()\n"
        self.write("build/release/note", "")
        self.write("tests/a_test.py", cases)
        self.assertEqual(self.run_tests()[:2], (1, "1 passed, 2 failed, 1 skipped"))

    def test_each_folder_has_a_process_and_each_test_counts_once(self):
        self.write("tests/a/b_test.cc", "")
        self.write("tests/e2e/c_test.cc", "")
        cases = "#!/bin/sh\ncase \"$*\" in\n"
        cases += "  *--source-file=*tests/a/*) " + SUMMARY.format(5, 5, 0, 4).strip() + " ;;\n"
        cases += "  *--source-file=*tests/e2e/c_test.cc*) " + SUMMARY.format(3, 2, 1, 6).strip() + "; exit 1 ;;\n"
        cases += "  *--source-file-exclude=*tests/a/*,*tests/e2e/c_test.cc*) " + SUMMARY.format(1, 1, 0, 8).strip() + " ;;\n"
        self.write("build/release/tests/one_tests", cases + "  *) kill -SEGV $$ ;;\nesac\n")
        self.assertEqual(self.run_tests()[:2], (1, "8 passed, 1 failed, 0 skipped"))

    def test_suites_that_cannot_run_here_are_left_out_by_name(self):
        self.write("build/asan/tests/one_tests", '#!/bin/sh\necho "$@" >arguments\n' + SUMMARY.format(1, 1, 0, 4))
        self.run_tests("build/asan")
        with open(os.path.join(self.root, "arguments"), encoding="utf-8") as file:
            self.assertIn("--test-suite-exclude=needs sshd*,release binary*", file.read())
        self.write("build/roots/sshd/.complete", "")
        shutil.copytree(os.path.join(self.root, "build/asan"), os.path.join(self.root, "build/release"))
        self.run_tests("build/release")
        with open(os.path.join(self.root, "arguments"), encoding="utf-8") as file:
            self.assertFalse(re.search("exclude", file.read()))


if __name__ == "__main__":
    unittest.main()
