"""Real answers against the schemas that docs/schema publishes, SARIF against what 2.1.0 demands, and the installed pages."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import jsonschema

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HALFSECOND = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build/release/halfsecond"))


def run(*words, status=0):
    done = subprocess.run([HALFSECOND, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=False)
    if done.returncode != status:
        raise AssertionError(f"{words} ended with {done.returncode}")
    return done.stdout.decode()


def schema(name):
    with open(os.path.join(REPOSITORY, "docs/schema", name + ".json"), encoding="utf-8") as file:
        return json.load(file)


def closed(part):
    """The schema with every object limited to the members it describes: what we write is all described."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    part = {key: closed(value) for key, value in part.items()}
    if part.get("type") == "object" and "properties" in part:
        part["additionalProperties"] = False
    return part


def has_description(part, path="schema"):
    """Every object of the schema names its members, and every member that must be there is described."""
    if isinstance(part, dict):
        for name in part.get("required", []):
            assert name in part["properties"], f"{path}: {name} is required and not described"
        for key, value in part.items():
            has_description(value, f"{path}/{key}")


class Schemas(unittest.TestCase):
    def check(self, name, text):
        document = json.loads(text)
        jsonschema.Draft202012Validator(closed(schema(name))).validate(document)
        return document

    def test_each_is_a_schema_of_2020_12_for_a_document_of_its_name(self):
        names = sorted(name[:-5] for name in os.listdir(os.path.join(REPOSITORY, "docs/schema")) if name.endswith(".json"))
        for name in names:
            jsonschema.Draft202012Validator.check_schema(schema(name))
            has_description(schema(name))
            self.assertIn(f"halfsecond/{name}/1", json.dumps(schema(name)))
        known = {"about", "addition", "load", "replaceable", "rules", "survey", "survey-since", "upkeep", "why", "why-source"}
        self.assertLessEqual(known, set(names))

    def test_load_of_one_program_of_several_and_of_some_that_are_not_there(self):
        one = self.check("load", run("load", "--json", "/bin/ls"))
        self.assertEqual(one["program"], "/bin/ls")
        self.assertEqual(len(self.check("load", run("load", "--json", "/bin/ls", "/bin/true"))["programs"]), 2)
        partly = self.check("load", run("load", "--json", "/bin/ls", "/none", status=2))
        self.assertFalse(partly["complete"])
        self.assertEqual(partly["unanswered"], [{"source": "/none", "what": "not there", "at_byte": 0}])

    def test_load_of_every_kind_of_program_there_is_here(self):
        for path in (HALFSECOND, "/usr/bin/apt", "/usr/bin/python3", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/bin/passwd"):
            if os.path.exists(path):
                self.check("load", run("load", "--json", path))

    def test_why_and_rules(self):
        why = self.check("why", run("why", "--json", "/bin/ls", "libc.so.6"))
        self.assertEqual(why["chains"][0][0]["from"], "/bin/ls")
        self.assertGreaterEqual(len(self.check("rules", run("rules", "--json"))["rules"]), 7)

    def test_about_a_library_and_a_program(self):
        self.assertEqual(self.check("about", run("about", "--json", "--no-store", "libz.so.1"))["subject"]["kind"], "library")
        self.assertEqual(self.check("about", run("about", "--json", "--no-store", "/bin/ls"))["subject"]["kind"], "program")

    @unittest.skipUnless(os.path.exists("/var/lib/dpkg/status"), "needs a Debian system")
    def test_upkeep_of_a_system(self):
        upkeep = self.check("upkeep", run("upkeep", "--system", "--json", "--no-store"))
        self.assertGreater(upkeep["programs"], 0)

    def test_why_of_a_source_package(self):
        with tempfile.TemporaryDirectory() as folder:
            library = json.loads(run("load", "--json", "/bin/ls"))["objects"][1]["soname"]
            with open(os.path.join(folder, "Makefile"), "w", encoding="utf-8") as file:
                file.write(f"LIBS = -l{library[3:library.index('.so')]}\n")
            why = self.check("why-source", run("why", "--json", "--source", folder, "/bin/ls", library))
            self.assertEqual((why["verdict"], why["library"]), ("upstream", library))

    def test_replaceable_of_one_program_and_of_several(self):
        one = self.check("replaceable", run("replaceable", "--json", "/bin/ls"))
        self.assertEqual(one["program"], "/bin/ls")
        programs = [path for path in ("/bin/ls", "/usr/bin/apt", "/usr/bin/python3", "/usr/sbin/sshd", "/usr/bin/curl") if os.path.exists(path)]
        several = self.check("replaceable", run("replaceable", "--json", *programs))
        self.assertEqual([each["program"] for each in several["programs"]], programs)

    def test_an_addition_that_is_there_and_one_that_is_not(self):
        self.assertEqual(self.check("addition", run("load", "--json", "/bin/ls", "--with", "libz.so.1"))["missing"], [])
        none = self.check("addition", run("load", "--json", "/bin/ls", "--with", "libnone.so.7", status=2))
        self.assertEqual((none["complete"], none["missing"]), (False, ["libnone.so.7"]))

    def test_a_survey_at_every_depth_and_what_is_new_since_one(self):
        with tempfile.TemporaryDirectory() as folder:
            for depth in ("needed", "facts", "closure", "bind"):
                text = run("survey", "--no-store", "--json", "--depth", depth, "/usr/sbin")
                answer = self.check("survey", text)
                self.assertEqual(answer["depth"], depth)
                self.assertEqual("with_uninvited" in answer["totals"], depth == "bind")
                self.assertEqual("uninvited" in answer["libraries"][0], depth == "bind")
                self.assertEqual("files_with_start" in answer["totals"], depth in ("facts", "bind"))
                self.assertEqual("programs" in answer["libraries"][0], depth in ("closure", "bind"))
            earlier = os.path.join(folder, "earlier.json")
            with open(earlier, "w", encoding="utf-8") as file:
                file.write(text)
            since = self.check("survey-since", run("survey", "--no-store", "--json", "--since", earlier, "/usr/sbin", "/usr/bin"))
            self.assertTrue(since["newly_uninvited"])

    def test_load_of_a_directory_and_of_one_with_a_damaged_program(self):
        self.assertGreater(self.check("survey", run("load", "--json", "/usr/sbin"))["totals"]["programs"], 0)
        with tempfile.TemporaryDirectory() as folder:
            with open("/bin/true", "rb") as whole, open(os.path.join(folder, "cut"), "wb") as cut:
                cut.write(whole.read()[:2000])
            survey = self.check("survey", run("load", "--json", folder))
            self.assertFalse(survey["complete"])
            self.assertEqual(survey["damages"][0]["source"], os.path.join(folder, "cut"))

    def test_custody_and_the_ledger_of_a_small_repository(self):
        git = ["git", "-c", "user.name=Maintainer One", "-c", "user.email=one@host.test", "-C"]
        with tempfile.TemporaryDirectory() as folder:
            project = os.path.join(folder, "projects", "one")
            os.makedirs(project)
            subprocess.run(["git", "init", "-q", folder], check=True, timeout=60)
            for contact in ("a@host.test", "one@host.test"):
                with open(os.path.join(project, "project.yaml"), "w", encoding="utf-8") as file:
                    file.write(f'primary_contact: "{contact}"\n')
                subprocess.run([*git, folder, "add", "."], check=True, timeout=60)
                subprocess.run([*git, folder, "commit", "-qm", "contact"], check=True, timeout=60)
            custody = self.check("custody", run("custody", "--json", folder))
            self.assertEqual(custody["commits"], 2)
            self.assertEqual(custody["identities"][0]["addresses"], [])
            ledger = self.check("ledger", run("custody", "--ledger", "--json", "--addresses", folder))
            self.assertEqual(ledger["events"][0]["new_contact"], "one@host.test")

    def test_release_check_of_a_release_with_every_kind_of_difference(self):
        with tempfile.TemporaryDirectory() as folder:
            script = (
                "git init -q repo; cd repo; git config user.name n; git config user.email m; printf 'a\\n' > a.c; printf 'b\\n' > b.c;"
                "git add .; git commit -qm 1; git tag v1.0; cd ..; mkdir p-1.0; printf 'a\\r\\n' > p-1.0/a.c; mkdir p-1.0/m4;"
                "printf '# serial 30\\n' > p-1.0/m4/build-to-host.m4; printf 'x' > p-1.0/x.bin; tar czf p-1.0.tar.gz p-1.0"
            )
            subprocess.run(["sh", "-ec", script], cwd=folder, check=True)
            archive, repository = os.path.join(folder, "p-1.0.tar.gz"), os.path.join(folder, "repo")
            document = self.check("release-check", run("release-check", "--json", archive, repository, status=1))
            self.assertEqual([file["strength"] for file in document["files"]], ["contradicts", "unexplained", "labelled", "proved"])
            about = run("about", "--json", "--no-store", "--repo", repository, "--archive", archive, "/bin/ls")
            self.assertEqual(self.check("about", about)["archive"]["counts"], document["counts"])
            Sarif().check(run("release-check", "--sarif", archive, repository, status=1))

    def test_the_golden_documents(self):
        for golden, name in (("load.json", "load"), ("why_lzma.json", "why"), ("survey.json", "survey")):
            with open(os.path.join(REPOSITORY, "tests/golden", golden), encoding="utf-8") as file:
                self.check(name, file.read())

    def test_a_schema_refuses_what_is_not_its_document(self):
        document = json.loads(run("why", "--json", "/bin/ls", "libc.so.6"))
        for change in ({"complete": "yes"}, {"schema": "halfsecond/why/2"}, {"total_chains": -1}, {"chains": [[{}]]}):
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate({**document, **change}, schema("why"))
        del document["program"]
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(document, schema("why"))


class Sarif(unittest.TestCase):
    """What sections 3.13 to 3.30 of SARIF 2.1.0 demand of the members that we write."""

    def check(self, text):
        log = json.loads(text)
        self.assertEqual(log["version"], "2.1.0")
        self.assertEqual(len(log["runs"]), 1)
        driver = log["runs"][0]["tool"]["driver"]
        self.assertTrue(driver["name"])
        rules = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(rules), len(set(rules)))
        for rule in driver["rules"]:
            self.assertTrue(rule["shortDescription"]["text"] and rule["fullDescription"]["text"])
        for result in log["runs"][0]["results"]:
            self.assertIn(result["ruleId"], rules)
            self.assertIn(result["level"], ("none", "note", "warning", "error"))
            self.assertIn(result.get("kind", "fail"), ("fail", "open"))
            self.assertEqual(result.get("kind", "fail") != "fail", result["level"] == "none")  # 3.27.10
            self.assertTrue(result["message"]["text"])
            self.assertTrue(all(isinstance(value, str) for value in result["partialFingerprints"].values()))
            for location in result["locations"]:
                self.location(location["physicalLocation"])
        return log

    def location(self, physical):
        self.assertRegex(physical["artifactLocation"]["uri"], r"^(?:[A-Za-z0-9._~/+@-]|%[0-9A-F]{2})+$")
        region = physical.get("region", {"byteOffset": 0, "byteLength": 1})
        self.assertTrue(region.get("startLine", 1) >= 1)
        self.assertEqual("byteOffset" in region, "byteLength" in region)

    def test_of_a_program_of_a_directory_and_of_what_a_golden_file_has(self):
        self.check(run("load", "--sarif", "/bin/ls"))
        self.assertGreater(len(self.check(run("load", "--sarif", "/usr/bin"))["runs"][0]["results"]), 0)
        with open(os.path.join(REPOSITORY, "tests/golden/one_finding.sarif"), encoding="utf-8") as file:
            self.assertEqual(len(self.check(file.read())["runs"][0]["results"]), 1)


class Pages(unittest.TestCase):
    def test_what_is_installed_is_what_the_program_says_of_itself(self):
        with tempfile.TemporaryDirectory() as prefix:
            command = ["cmake", "--install", os.path.dirname(HALFSECOND), "--prefix", prefix]
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, timeout=60)
            for path, words in (
                ("share/man/man1/halfsecond.1", ["--man"]),
                ("share/bash-completion/completions/halfsecond", ["--completion", "bash"]),
                ("share/zsh/site-functions/_halfsecond", ["--completion", "zsh"]),
            ):
                with open(os.path.join(prefix, path), encoding="utf-8") as file:
                    self.assertEqual(file.read(), run(*words), path)
            self.assertTrue(os.access(os.path.join(prefix, "bin/halfsecond"), os.X_OK))

    def test_the_version_of_the_page_is_that_of_the_program(self):
        version = run("--version").split()[1]
        self.assertTrue(re.search(rf"^\.TH HALFSECOND 1 .*halfsecond {re.escape(version)}", run("--man"), re.M))


if __name__ == "__main__":
    unittest.main()
