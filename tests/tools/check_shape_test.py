"""Each check of tools/check_shape fires on a breach made up for it, and stays quiet on the right way to do it."""

import importlib.machinery
import importlib.util
import os
import tempfile
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
LOADER = importlib.machinery.SourceFileLoader("check_shape", os.path.join(REPOSITORY, "tools", "check_shape"))
shape = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_shape", LOADER))
LOADER.exec_module(shape)

RULE = {
    "src/rules/load/hidden_init_call.cc": "extern const int kHiddenInitCall;\n",
    "src/rules/load/all.cc": "constexpr int kAll[] = {kHiddenInitCall};\n",
    "tests/rules/load/hidden_init_call_test.cc": "",
    "docs/rules/hidden-init-call.md": "# hidden-init-call\n",
}


def said(files):
    """What check_shape says of a tree that holds `files` (path: text), each as `path:line: what`."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            place = os.path.join(root, path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w", encoding="utf-8") as file:
                file.write(text)
        return [str(remark) for remark in shape.remarks(root)]


def body(lines):
    return "".join("  ++n;\n" for _ in range(lines))


class Flow(unittest.TestCase):
    def breach(self, path, include):
        return said({path: f'#include "{include}"\n'})

    def test_every_room_may_include_what_the_design_says_and_nothing_else(self):
        for room in shape.ROOMS:
            for other in shape.ROOMS:
                breaches = self.breach(f"src/{room}/file.cc", f"{other}/noun.h")
                self.assertEqual(len(breaches), 0 if other in shape.KNOWS[room] else 1, (room, other))

    def test_a_reader_that_knows_the_inputs_is_a_breach(self):
        self.assertEqual(
            self.breach("src/readers/elf/file.cc", "inputs/root.h"),
            ["src/readers/elf/file.cc:1: readers must not know inputs"],
        )

    def test_a_quoted_include_without_a_room_is_a_breach(self):
        for path in ("src/base/bytes.cc", "tests/base/bytes_test.cc", "fuzz/elf_fuzz.cc", "plugins/codec/main.cc"):
            self.assertIn('"bytes.h" names no room', self.breach(path, "bytes.h")[0])

    def test_a_quoted_include_by_way_of_the_folder_above_is_a_breach(self):
        self.assertEqual(len(self.breach("src/base/bytes.cc", "../facts/finding.h")), 1)

    def test_a_room_that_is_not_on_the_list_is_a_breach(self):
        self.assertIn("src/drawer is no room", self.breach("src/drawer/file.cc", "base/bytes.h")[0])

    def test_kits_know_no_room_and_no_other_kit(self):
        self.assertEqual(len(self.breach("kits/plugin/confine.cc", "base/result.h")), 1)
        self.assertEqual(len(self.breach("kits/notify/notify.h", "kits/plugin/confine.h")), 1)
        self.assertEqual(len(self.breach("kits/plugin/confine.cc", "kits/plugin/confine.h")), 0)

    def test_a_file_of_a_kit_may_name_one_beside_it_without_a_folder(self):
        self.assertEqual(said({"kits/notify/notify.hpp": '#include "notify.h"\n', "kits/notify/notify.h": ""}), [])
        self.assertEqual(len(self.breach("kits/notify/notify.hpp", "notify.h")), 1)

    def test_a_c_program_that_a_kits_test_compiles_may_name_one_beside_it(self):
        beside = {"tests/kits/notify/daemons/daemon.h": ""}
        self.assertEqual(said({**beside, "tests/kits/notify/daemons/right.c": '#include "daemon.h"\n'}), [])
        self.assertEqual(len(said({**beside, "tests/kits/notify/daemons/a_test.cc": '#include "daemon.h"\n'})), 1)
        self.assertEqual(len(self.breach("tests/kits/notify/daemons/right.c", "daemon.h")), 1)

    def test_only_the_sandbox_sees_the_plugin_kit_and_one_file_of_it_the_host(self):
        self.assertEqual(len(self.breach("src/sandbox/profiles.cc", "kits/plugin/confine.h")), 0)
        self.assertEqual(len(self.breach("src/sandbox/plugin.cc", "kits/plugin/host.h")), 0)
        self.assertEqual(len(self.breach("src/sandbox/profiles.cc", "kits/plugin/host.h")), 1)
        self.assertEqual(len(self.breach("src/sandbox/plugin.cc", "kits/notify/notify.h")), 1)
        for path in ("src/app/load.cc", "src/readers/elf/elf.cc", "src/analysis/load/closure.cc"):
            self.assertEqual(len(self.breach(path, "kits/plugin/confine.h")), 1, path)

    def test_a_plug_in_knows_the_kit_and_itself(self):
        self.assertEqual(len(self.breach("plugins/codec/main.cc", "kits/plugin/worker.h")), 0)
        self.assertEqual(len(self.breach("plugins/codec/main.cc", "plugins/codec/xz.h")), 0)
        self.assertEqual(len(self.breach("plugins/codec/main.cc", "plugins/mail/header.h")), 1)
        self.assertEqual(len(self.breach("plugins/codec/main.cc", "base/bytes.h")), 1)

    def test_a_plug_in_is_known_by_its_protocol_alone(self):
        self.assertEqual(len(self.breach("src/readers/archive/records.cc", "plugins/archive/protocol.h")), 0)
        self.assertEqual(len(self.breach("src/readers/archive/records.cc", "plugins/archive/archive.h")), 1)
        self.assertEqual(len(self.breach("src/base/bytes.cc", "plugins/archive/protocol.h")), 1)
        self.assertEqual(len(self.breach("plugins/archive/protocol.h", "base/bytes.h")), 1)
        self.assertEqual(len(self.breach("plugins/archive/protocol.h", "kits/plugin/worker.h")), 1)

    def test_tests_see_every_room_and_every_kit(self):
        for include in ("app/commands.h", "kits/plugin/filter.h", "tests/sandbox/escape_world.h"):
            self.assertEqual(self.breach("tests/sandbox/file_test.cc", include), [], include)


class Size(unittest.TestCase):
    def test_a_file_of_401_lines_is_a_breach_and_one_of_400_is_not(self):
        self.assertEqual(said({"src/base/long.cc": "\n" * 400}), [])
        self.assertEqual(said({"src/base/long.cc": "\n" * 401}), ["src/base/long.cc:1: 401 lines, limit 400"])

    def test_a_table_says_so_and_may_be_long(self):
        self.assertEqual(said({"src/base/long.cc": "// shape: table\n" + "\n" * 500}), [])

    def function(self, text):
        return said({"src/base/body.cc": text})

    def test_a_function_of_61_lines_is_a_breach_and_one_of_60_is_not(self):
        self.assertEqual(self.function("void F(int n) {\n" + body(58) + "}\n"), [])
        self.assertEqual(
            self.function("void F(int n) {\n" + body(59) + "}\n"),
            ["src/base/body.cc:1: a function of 61 lines, limit 60"],
        )

    def test_long_functions_are_seen_in_every_place_one_can_stand(self):
        long = body(60) + "}\n"
        for text in (
            "namespace a {\nnamespace {\nvoid F() {\n" + long + "}\n}\n",
            "class A final : public B {\n public:\n  void F() const override {\n" + long + "};\n",
            "A::A(int n) : a_{n}, b_(n) {\n" + long,
            "template <class T, int N = 3>\nauto F(T a, T b = {}) -> Result<T> {\n" + long,
            'TEST_CASE("a title, with a { in it") {\n' + long,
            "bool operator==(const A& a, const A& b) {\n" + long,
            'extern "C" int F(const char* a) {\n' + long,
            "struct A {\n  template <class T>\n  struct B {\n    void F() noexcept {\n" + long + "  };\n};\n",
            "std::vector<std::function<void(int)>> F(\n    int a,\n    int b) {\n" + long,
        ):
            self.assertEqual(len(self.function(text)), 1, text[:60])

    def test_what_is_no_function_may_be_long(self):
        for text in (
            "constexpr int kTable[] = {\n" + "  1,\n" * 80 + "};\n",
            "namespace a {\n" + "int n;\n" * 80 + "}\n",
            "struct A {\n" + "  int n = 0;\n" * 80 + "};\n",
            "enum class A : int {\n" + "  kA,\n" * 80 + "};\n",
            "constexpr std::array kTable{\n" + '  Row{F(1), "}"},\n' * 80 + "};\n",
        ):
            self.assertEqual(self.function(text), [], text[:40])

    def test_braces_in_comments_strings_and_macros_do_not_count(self):
        text = "#define OPEN(a) \\\n  if (a) {\n// {\n/* { */\nconst char* kA = \"{\"; char kB = '{'; auto kC = R\"x({\")x\";\n"
        self.assertEqual(self.function(text + "void F() {\n" + body(60) + "}\n"), ["src/base/body.cc:6: a function of 62 lines, limit 60"])

    def test_verbose_warns_of_what_is_over_the_aim(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "src/base"))
            with open(os.path.join(root, "src/base/body.cc"), "w", encoding="utf-8") as file:
                file.write("void F(int n) {\n" + body(45) + "}\n" + "\n" * 250)
            tree = shape.Tree(root)
            self.assertEqual([r.what for r in shape.warn_size(tree)], ["warning: 297 lines, aim 250", "warning: a function of 47 lines, aim 40"])
            self.assertEqual(shape.remarks(root), [])


class Parameters(unittest.TestCase):
    def declared(self, text):
        return said({"src/base/declared.h": text})

    def test_a_bare_bool_parameter_is_a_breach_wherever_it_stands(self):
        for text in (
            "void F(bool deep);\n",
            "void F(int a, bool deep = false);\n",
            "void F(const bool deep) {}\n",
            "class A {\n public:\n  explicit A(int a, bool deep) : a_(a) {}\n};\n",
            "template <class T>\nvoid F(T a,\n       bool deep);\n",
            "Result<int> A::F(bool) const;\n",
        ):
            breaches = self.declared(text)
            self.assertEqual(len(breaches), 1, text)
            self.assertIn("a bare bool parameter", breaches[0])

    def test_other_uses_of_bool_are_fine(self):
        for text in (
            "bool F(int a);\n",
            "void F(bool* out, std::vector<bool> bits, std::atomic<bool>& stop);\n",
            "explicit operator bool() const;\n",
            "struct A {\n  bool deep = false;\n  std::function<void(bool)> call;\n};\n",
            "template <bool kDeep>\nvoid F();\n",
            "const bool kDeep = F(true);\n",
        ):
            self.assertEqual(self.declared(text), [], text)

    def test_six_parameters_are_a_breach_and_five_are_not(self):
        self.assertEqual(self.declared("void F(int a, int b, int c, int d, std::map<int, int> e);\n"), [])
        self.assertEqual(
            self.declared("void F(int a, int b, int c, int d, int e, int f = 0);\n"),
            ["src/base/declared.h:1: 6 parameters, limit 5: pass a struct"],
        )

    def test_a_call_inside_a_function_is_not_a_declaration(self):
        self.assertEqual(self.declared("inline void F() {\n  G(1, 2, 3, 4, 5, 6);\n  H(bool(1));\n}\n"), [])


class Names(unittest.TestCase):
    def test_a_name_that_says_nothing_is_a_breach(self):
        for name in ("util.h", "utils.cc", "helpers.cc", "common.h", "misc.cc", "manager.cc", "helpers.py"):
            self.assertEqual(len(said({f"tests/base/{name}": ""})), 1, name)

    def test_a_name_in_camel_case_is_a_breach(self):
        self.assertEqual(said({"src/base/ByteOrder.h": ""}), ["src/base/ByteOrder.h:1: a file name is snake_case"])


class Includes(unittest.TestCase):
    def test_iostream_and_what_the_compilers_lack_are_breaches_in_every_tree(self):
        for header in ("iostream", "format", "expected", "source_location", "ranges", "fmt/core.h"):
            for path in ("src/base/a.cc", "kits/plugin/a.cc", "plugins/codec/a.cc", "tests/base/a_test.cc", "fuzz/a_fuzz.cc"):
                self.assertEqual(len(said({path: f"#include <{header}>\n"})), 1, (header, path))

    def test_headers_with_a_like_name_are_fine(self):
        for header in ("tl/expected.hpp", "sys/format.h", "cstdio", "string_view"):
            self.assertEqual(said({"src/base/a.cc": f"#include <{header}>\n"}), [], header)


class Rules(unittest.TestCase):
    def test_a_rule_with_its_four_files_is_fine(self):
        self.assertEqual(said(RULE), [])

    def test_a_rule_that_lacks_one_of_them_is_a_breach(self):
        for lacking in RULE:
            if lacking == "src/rules/load/hidden_init_call.cc":
                continue
            breaches = said({path: text for path, text in RULE.items() if path != lacking})
            self.assertEqual(len(breaches), 1, lacking)
            self.assertIn(lacking, breaches[0])

    def test_a_rule_that_all_names_only_in_a_comment_is_a_breach(self):
        breaches = said({**RULE, "src/rules/load/all.cc": "// kHiddenInitCall\n"})
        self.assertIn("the rule would never be asked", breaches[0])

    def test_a_page_without_a_rule_is_a_breach(self):
        self.assertEqual(said({"docs/rules/no-such.md": ""}), ["docs/rules/no-such.md:1: no rule is called no-such"])

    def test_the_index_of_the_pages_is_no_page_of_a_rule(self):
        self.assertEqual(said({"docs/rules/README.md": "# Rules\n"}), [])


class Docs(unittest.TestCase):
    def test_a_page_that_nothing_links_to_is_a_breach(self):
        self.assertEqual(said({"docs/lost.md": ""}), ["docs/lost.md:1: nothing links to this page"])
        self.assertEqual(said({"docs/found.md": "", "README.md": "[it](docs/found.md#there)\n"}), [])

    def test_a_link_to_nothing_is_a_breach(self):
        self.assertEqual(
            said({"README.md": "see\n[it](docs/gone.md) or [that](https://example.org/)\n"}),
            ["README.md:2: links to docs/gone.md, which is not there"],
        )


class Markers(unittest.TestCase):
    def test_a_note_to_do_something_is_a_breach(self):
        word = "TO" + "DO"
        self.assertEqual(len(said({"src/base/a.cc": f"// {word}: later\n"})), 1)


if __name__ == "__main__":
    unittest.main()
