// Signals that look at contents, on lines made for the test.

#include "analysis/custody/contents.h"

#include <doctest/doctest.h>

#include "analysis/custody/ledger.h"
#include "analysis/custody/path_class.h"

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::custody;  // NOLINT(google-build-using-namespace)

namespace {

enum class Author { kPushes, kDoesNot };

using Find = void (*)(const ContentChange&, Verdict&);

struct Newcomer {
  Author author = Author::kPushes;
  sandbox::ProbeCompiler* compiler = nullptr;
};

// What a signal says of a newcomer's change of `path`; "" for nothing.
std::string Told(Find find, const std::string& path, std::string_view before, std::string_view after,
                 const Newcomer& newcomer = {}) {
  Repository repository;
  git::LogCommit commit;
  REQUIRE(git::ParseObjectId(std::string(40, 'a'), commit.id));
  REQUIRE(repository.history.TakeCommit(commit).ok());
  const std::string blob(40, 'b');
  REQUIRE(repository.history.TakeChange({'M', "100644", "100644", blob, blob, path}).ok());
  People people;
  people.AddRepository(repository.history.spellings(), {});
  people.Join();
  const Scene scene = SceneOf(0, repository, people, 0);
  Verdict verdict;
  const LineChange lines = ChangeOf(before, after);
  const bool has_push = newcomer.author == Author::kPushes;
  find({scene, 0, repository.history.change(0), true, has_push, before, after, lines, newcomer.compiler}, verdict);
  return verdict.told.empty() ? "" : verdict.told.front().second;
}

}  // namespace

TEST_CASE("a change of lines leaves out what both have, wherever it stands") {
  const LineChange change = ChangeOf("a\nb\nc\nd\n", "a\nc\nb\ne\n");
  CHECK(change.removed == std::vector<std::string_view>{"d"});
  CHECK(change.added == std::vector<std::string_view>{"e"});
  CHECK(ChangeOf("", "x\ny").added.size() == 2);
  CHECK(ChangeOf("x\ny", "").removed.size() == 2);
  CHECK(ChangeOf("same\n", "same\n").added.empty());
}

TEST_CASE("a checked call that became its unchecked counterpart on the same argument is told, a new call is not") {
  CHECK(Told(&FindUnsafeCall, "a.c", "safe_fprintf(stderr, \"%s\", name);\n", "fprintf(stderr, \"%s\", name);\n")
            .find("safe_fprintf became fprintf in a.c") == 0);
  CHECK(Told(&FindUnsafeCall, "a.c", "snprintf(buf, n, x);\n", "sprintf(buf, x);\n").find("snprintf became sprintf") ==
        0);
  CHECK(Told(&FindUnsafeCall, "a.c", "snprintf(buf, n, x);\n", "sprintf(other, x);\n").empty());
  CHECK(Told(&FindUnsafeCall, "a.c", "int a;\n", "sprintf(buf, x);\n").empty());
  CHECK(Told(&FindUnsafeCall, "a.c", "sprintf(buf, x);\n", "snprintf(buf, n, x);\n").empty());
  CHECK(Told(&FindUnsafeCall, "a.c", "my_snprintf(buf, n, x);\n", "sprintf(buf, x);\n").empty());
}

TEST_CASE("an attribute that runs code at load time is told, a word about it and a test of it are not") {
  CHECK(Told(&FindLoadTimeCode, "a.c", "int a;\n", "int f(void) __attribute__((ifunc(\"r\")));\n") == "ifunc in a.c");
  CHECK(Told(&FindLoadTimeCode, "a.c", "int a;\n", "static void f(void) __attribute__((__constructor__));\n") ==
        "__constructor__ in a.c");
  CHECK(Told(&FindLoadTimeCode, "a.c", "int a;\n", "/* ifunc is not used */\n").empty());
  CHECK(Told(&FindLoadTimeCode, "tests/a.c", "int a;\n", "int f(void) __attribute__((ifunc(\"r\")));\n").empty());
  CHECK(Told(&FindLoadTimeCode, "package.json", "{\n}\n", "{\n\"postinstall\": \"node x\"\n}\n") ==
        "\"postinstall\" in package.json");
}

TEST_CASE(
    "a protection switched off by somebody with push is told; switched on, by a stranger or in a comment it is not") {
  CHECK(Told(&FindWeakenedCheck, ".github/workflows/ci.yml", "run: make\n", "run: ./configure --disable-sandbox\n")
            .find("sandbox switched off") == 0);
  CHECK(Told(&FindWeakenedCheck, "CMakeLists.txt", "x\n", "set(ENABLE_SANDBOX_sandbox=OFF)\n")
            .find("sandbox switched off") == 0);
  CHECK(Told(&FindWeakenedCheck, "ci/build.yml", "x\n", "# --disable-sandbox is bad\n").empty());
  CHECK(Told(&FindWeakenedCheck, "ci/build.yml", "--disable-sandbox\n", "x\n").empty());
  CHECK(Told(&FindWeakenedCheck, "ci/build.yml", "x\n", "--disable-sandbox\n", {Author::kDoesNot}).empty());
  CHECK(Told(&FindWeakenedCheck, "ci/build.yml", "flags: -fsanitize=address\n", "flags: -O2\n") ==
        "no more -fsanitize= in ci/build.yml");
}

TEST_CASE("a code file ignored by name is told; wildcards and what every build makes are not") {
  CHECK(Told(&FindIgnoredCodeFile, "m4/.gitignore", "", "to-host.m4\n") == "to-host.m4 in m4/.gitignore");
  for (const char* line :
       {"*.c\n", "aclocal.m4\n", "/config.h\n", "!keep.c\n", "# a.c\n", "Makefile\n", "x-config.cmake\n"}) {
    CHECK(Told(&FindIgnoredCodeFile, ".gitignore", "", line).empty());
  }
}

TEST_CASE("one address for another in a contact file is told, and one host for another") {
  CHECK(Told(&FindContactChanged, "SECURITY.md", "to one@host.test\n", "to new@other.test\n") ==
        "one@host.test became new@other.test in SECURITY.md");
  CHECK(Told(&FindContactChanged, "README", "https://one.test/a\n", "https://two.test/a\n") ==
        "one.test became two.test in README");
  CHECK(Told(&FindContactChanged, "README", "https://one.test/a\n", "https://one.test/b\n").empty());
  CHECK(Told(&FindContactChanged, "README", "text\n", "new@other.test\n").empty());
}

TEST_CASE("a lone mark inside a probe's source kills it; outside it is a shell's or a text's") {
  const std::string before = "check_c_source_compiles(\"\n#include <a.h>\nint main(void) { return 0; }\n\" HAVE_A)\n";
  std::string after = before;
  after.insert(after.find("int main"), ".\n");
  CHECK(Told(&FindDeadBuildProbe, "CMakeLists.txt", before, after) ==
        "a line of a probe's source is a lone \".\" in CMakeLists.txt");
  CHECK(Told(&FindDeadBuildProbe, "CMakeLists.txt", before, before + ".\n").empty());
  const std::string m4 = "AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <a.h>]], [[a();]])], [x],\n";
  CHECK(Told(&FindDeadBuildProbe, "a.m4", m4, m4 + "  :\n").empty());
}

TEST_CASE("a probe that compiled and cannot any more is told; one that asks for what is not here is not") {
  auto compiler = sandbox::ProbeCompiler::Start(sandbox::Walls::kUp);
  REQUIRE(compiler.has_value());
  const auto told = [&](const std::string& before, const std::string& after) {
    const auto probe = [](const std::string& source) { return "check_c_source_compiles(\"" + source + "\" HAVE_A)\n"; };
    return Told(&FindDeadBuildProbe, "CMakeLists.txt", before.empty() ? "" : probe(before), probe(after),
                {Author::kPushes, &*compiler});
  };
  const std::string good = "#include <stdio.h>\nint main(void) { return 0; }\n";
  CHECK(told(good, "#include <stdio.h>\nint main(void) { return 0 }\n")
            .find("a probe that compiled, and now no compiler accepts: expected ';'") == 0);
  CHECK(told("", "#include <stdio.h>\n);\nint main(void) { return 0; }\n").find("for its line \");\"") !=
        std::string::npos);
  CHECK(told("", "KEYWORD void a() {}\n").empty());
  CHECK(told(good, "#include <no/such/header.h>\nint main(void) { return 0 }\n").empty());
  CHECK(told(good, "int main(void) { return no_such_name; }\n").empty());
  CHECK(told("int main(void) { return 0 }\n", "int main(void) { return 1 }\n").empty());
  CHECK(told(good, good + "int a;\n").empty());
}

TEST_CASE("paths are told apart by what they are for") {
  CHECK((ClassesOf("src/a.c") & kCodePath) != 0);
  CHECK((ClassesOf(".github/SECURITY.md") & kOwnerPath) != 0);
  CHECK((ClassesOf("tests/files/good-1.xz") & (kTestPath | kOpaquePath)) == (kTestPath | kOpaquePath));
  CHECK((ClassesOf("tests/a.txt") & kOpaquePath) == 0);
  CHECK((ClassesOf(".github/workflows/ci.yml") & kCiPath) != 0);
  CHECK((ClassesOf("projects/one/build.sh") & kFuzzPath) != 0);
  CHECK(ClassesOf("doc/manual.txt") == 0);
}

TEST_CASE("two addresses look like one person's by the name before the @ or a part of it") {
  CHECK(LooksLikeOnePerson("new@host.test", "new@other.test"));
  CHECK(LooksLikeOnePerson("new.comer@host.test", "comer.n@other.test"));
  CHECK_FALSE(LooksLikeOnePerson("one@host.test", "new@host.test"));
  CHECK(BearsName("new@comer.test", "New Comer"));
  CHECK(BearsName("comer.new@host.test", "New Comer"));
  CHECK_FALSE(BearsName("new@host.test", "New Comer"));
  CHECK_FALSE(BearsName("new@new.test", "New Comer"));
  CHECK_FALSE(BearsName("new@host.comer", "New Comer"));
  CHECK_FALSE(BearsName("", ""));
}
