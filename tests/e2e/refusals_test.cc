// What the program says of things it cannot answer about: one line, a hint, the exit code; and of the good ones beside.

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/e2e/fixture.h"
#include "tests/e2e/load_answer.h"
#include "tests/e2e/process.h"

using namespace halfsecond::e2e;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

struct Refusal {
  int status;
  std::string what;
  std::string hint;
};

// `halfsecond load` of `path` writes nothing to stdout and exactly this to stderr.
void CheckRefused(const std::string& path, const Refusal& expected) {
  const Ended ended = Run({.argv = {Binary(), "load", path}, .deadline_s = 20});
  CAPTURE(path);
  CHECK_FALSE(ended.late);
  CHECK(ended.status == expected.status);
  CHECK(ended.out.empty());
  CHECK(ended.err == "halfsecond: error: " + path + ": " + expected.what + "\nhint: " + expected.hint + "\n");
}

Ended Load(std::vector<std::string> words) {
  words.insert(words.begin(), {Binary(), "load"});
  return Run({.argv = words});
}

// The words as the user nobody, who can read what everybody can.
Ended AsNobody(std::vector<std::string> words) {
  words.insert(words.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Binary(), "load"});
  return Run({.argv = words});
}

bool IsOneErrorAndAHint(const std::string& err) {
  const auto lines = Lines(err);
  return lines.size() == 2 && lines[0].starts_with("halfsecond: error: ") && lines[1].starts_with("hint: ");
}

}  // namespace

TEST_CASE("text, an empty file and an object file are no programs") {
  const Fixture f;
  CheckRefused(f.File("text", "hello\n"), {3, "is not an ELF file", "name an ELF program or library"});
  CheckRefused(f.File("empty", ""), {3, "is empty", "name an ELF program or library"});
  const std::string source = f.File("object.c", "int f;");
  REQUIRE(Run({.argv = {"gcc", "-c", "-o", f.Path("object.o"), source}}).status == 0);
  CheckRefused(f.Path("object.o"), {3, "is neither a program nor a shared library", "name what was linked from it"});
}

TEST_CASE("a script names what runs it, and the hint is a command that a shell reads as it is meant") {
  const Fixture f;
  CheckRefused(f.File("a", "#!/bin/sh\n"), {3, "is a script, run by /bin/sh", "halfsecond load /bin/sh"});
  CheckRefused(f.File("b", "#! \t/usr/bin/env -S python3 -u\n"),
               {3, "is a script, run by python3", "halfsecond load python3"});
  CheckRefused(f.File("c", "#!/tmp/$(reboot)"),
               {3, "is a script, run by /tmp/$(reboot)", "halfsecond load '/tmp/$(reboot)'"});
  CheckRefused(f.File("d", "#!"), {3, "is a script", "name an ELF program or library"});
  CheckRefused(f.File("e", "#!\n\n"), {3, "is a script", "name an ELF program or library"});
}

TEST_CASE("a program cut short says at which byte, at every length") {
  const Fixture f;
  const std::string whole = f.Copy("whole", "/bin/true");
  const auto size = std::filesystem::file_size(whole);
  for (const std::uintmax_t length : {std::uintmax_t{4}, std::uintmax_t{52}, std::uintmax_t{64}, std::uintmax_t{100},
                                      std::uintmax_t{1000}, size / 4, size / 2}) {
    const std::string cut = f.Copy("cut" + std::to_string(length), whole);
    std::filesystem::resize_file(cut, length);
    const Ended ended = Load({cut});
    CAPTURE(length);
    CHECK(ended.status == 3);
    CHECK(IsOneErrorAndAHint(ended.err));
    if (length >= 64) CHECK(ended.err.find(", byte 0x") != std::string::npos);
  }
}

TEST_CASE("a FIFO, a device and the memory of a process are refused without waiting") {
  const Fixture f;
  REQUIRE(::mkfifo(f.Path("fifo").c_str(), 0600) == 0);
  for (const std::string& path : {f.Path("fifo"), std::string("/dev/zero"), std::string("/dev/null")}) {
    CheckRefused(path, {3, "is not a regular file", "name an ELF program or library"});
  }
}

TEST_CASE("a sparse file of 10 GiB is refused, and a program made as large is answered") {
  const Fixture f;
  std::filesystem::resize_file(f.File("sparse", ""), 10ULL << 30U);
  CheckRefused(f.Path("sparse"), {3, "is not an ELF file", "name an ELF program or library"});
  std::filesystem::resize_file(f.Copy("large", "/bin/true"), 10ULL << 30U);
  CHECK(Load({f.Path("large")}).status == 0);
}

TEST_CASE("what is not there is wrong usage, with the name it may have meant") {
  const Fixture f;
  f.File("daemon", "");
  CheckRefused(f.Path("deamon"), {2, "not there", "did you mean daemon?"});
  CheckRefused(f.Path("none/at/all"), {2, "not there", "name a program by its path"});
  CheckRefused(f.Symlink("dangling", "nowhere"), {2, "not there", "it is a link to what is not there"});
}

TEST_CASE("a link that leads to itself ends, and the hint shows its steps") {
  const Fixture f;
  const std::string loop = f.Symlink("loop", "loop");
  CheckRefused(loop, {3, "too many levels of symbolic links", "namei -l " + loop + " shows each step of the path"});
}

TEST_CASE("a file that may not be read says so to the one who may not") {
  const Fixture f;
  const std::string closed = f.Copy("closed", "/bin/true");
  const std::string open = f.Copy("open", "/bin/true");
  REQUIRE(::chmod(f.Path().c_str(), 0755) == 0);
  REQUIRE(::chmod(closed.c_str(), 0) == 0);
  if (::getuid() != 0 || ::access(Binary().c_str(), X_OK) != 0 || AsNobody({"--help"}).status != 0) return;
  const Ended ended = AsNobody({closed, open});
  CHECK(ended.status == 3);
  CHECK(ended.err == "halfsecond: error: " + closed + ": permission denied\nhint: run as a user who may read it\n");
  CHECK(ended.out.starts_with(open + "   "));
}

TEST_CASE("a directory that may not be listed is an error, and one in it makes the sum incomplete") {
  const Fixture f;
  f.Copy("d/closed/true", "/bin/true");
  f.Copy("d/true", "/bin/true");
  REQUIRE(::chmod(f.Path().c_str(), 0755) == 0);
  REQUIRE(::chmod(f.Path("d/closed").c_str(), 0700) == 0);
  if (::getuid() != 0 || AsNobody({"--help"}).status != 0) return;
  const std::string denied = f.Path("d/closed") + ": permission denied";
  CHECK(AsNobody({f.Path("d/closed")}).status == 3);
  CHECK(AsNobody({f.Path("d/closed")}).err ==
        "halfsecond: error: " + denied + "\nhint: run as a user who may read it\n");
  const Ended sum = AsNobody({f.Path("d")});
  CHECK(sum.status == 0);
  CHECK(sum.out.ends_with("not complete: 1 file could not be read, first: " + denied + "\n"));
  CHECK(AsNobody({"--strict", f.Path("d")}).status == 3);
  CHECK(nlohmann::json::parse(AsNobody({"--json", f.Path("d")}).out)["complete"] == false);
}

TEST_CASE("of several programs the good ones are answered, and the worst code is returned in any order") {
  const Fixture f;
  const std::string text = f.File("text", "hello");
  for (const auto& words : {std::vector<std::string>{"/bin/true", text, "/none"}, {"/none", text, "/bin/true"}}) {
    const Ended ended = Load(words);
    CHECK(ended.status == 3);
    CHECK(ended.out.starts_with("/bin/true   "));
    CHECK(Lines(ended.err).size() == 4);
  }
  CHECK(Load({"/none", "/bin/true"}).status == 2);
  const nlohmann::json answer = nlohmann::json::parse(Load({"--json", "/none", "/bin/true"}).out);
  CHECK(answer["complete"] == false);
  CHECK(answer["programs"][0]["program"] == "/bin/true");
  CHECK(answer["unanswered"][0]["source"] == "/none");
}

TEST_CASE("a root that is a file, or nothing, is wrong usage; what is not in the root is not there") {
  const Fixture f;
  for (const char* root : {"file", "none"}) {
    f.File("file", "");
    const Ended ended = Load({"--root", f.Path(root), "/bin/true"});
    CHECK(ended.status == 2);
    CHECK(IsOneErrorAndAHint(ended.err));
  }
  f.Directory("empty");
  CHECK(Load({"--root", f.Path("empty"), "/bin/true"}).status == 2);
  f.Symlink("empty/true", "/bin/true");
  CHECK(Load({"--root", f.Path("empty"), "/true"}).status == 2);
}

TEST_CASE("directories beside programs, and views of programs for directories, are wrong usage") {
  const Ended mixed = Load({"/usr/bin", "/bin/true"});
  CHECK(mixed.status == 2);
  CHECK(mixed.out.starts_with("/bin/true   "));
  CHECK(IsOneErrorAndAHint(mixed.err));
  const Fixture f;
  for (const char* view : {"--order", "--timeline", "--tree"}) {
    CHECK(Load({view, f.Path()}).err ==
          "halfsecond: error: " + std::string(view) + " is about programs, not directories\nhint: name a program\n");
  }
  CHECK(Load({"--with", "libz.so.1", "/bin/true", "/bin/ls"}).status == 2);
  CHECK(Load({""}).err == "halfsecond: error: the name of the program is empty\nhint: name a program by its path\n");
}

TEST_CASE("an answer that cannot be written is not an answer") {
  for (const char* redirection : {">/dev/full", ">&-"}) {
    for (const char* words : {"load /bin/true", "rules", "--help", "--man", "why /bin/true libc.so.6"}) {
      const Ended ended = Run({.argv = {"sh", "-c", Binary() + " " + words + " " + redirection}});
      CAPTURE(words);
      CHECK(ended.status == 3);
      CHECK(IsOneErrorAndAHint(ended.err));
    }
  }
}

TEST_CASE("a program without any open descriptor is answered to nobody, and no file of it is written") {
  // The leak finder of a sanitizer build never ends where it has nowhere to report to; other builds ignore the
  // variable.
  const Ended ended =
      Run({.argv = {"sh", "-c", "ASAN_OPTIONS=detect_leaks=0 " + Binary() + " load /bin/true <&- >&- 2>&-"}});
  CHECK(ended.status == 3);
}

TEST_CASE("names of files and libraries cannot write escape sequences to the terminal, or commands into a hint") {
  const Fixture f;
  const std::string evil = "lib\033[31m;touch x\nq.so";
  f.FullLibrary(evil, {.soname = evil,
                       .source = "__attribute__((constructor)) static void c(void) { static volatile int n; n = 1; }"});
  const std::string program = f.Program("e\033]0;x\007", {.needed = {evil}, .runpath = "$ORIGIN"});
  for (const char* view : {"--clean-env", "--order", "--timeline", "--tree", "--bindings"}) {
    const Ended ended = Load({view, program});
    CHECK(ended.status == 0);
    CHECK(ended.out.find('\033') == std::string::npos);
    CHECK(ended.out.find('\007') == std::string::npos);
    CHECK(ended.out.find("\nq.so") == std::string::npos);
  }
  CHECK(Load({program}).out.find("next: ") == std::string::npos);
  CHECK(nlohmann::json::accept(Load({"--json", program}).out));
  CHECK(nlohmann::json::accept(Load({"--sarif", program}).out));
  CHECK(Load({program + "\033[2J"}).err.find('\033') == std::string::npos);
}

TEST_CASE("a missing library keeps why from answering, and another name is wrong usage") {
  const Fixture f;
  const std::string program = f.Program("p", {.needed = {"libhs_gone.so.1"}});
  const Ended gone = Run({.argv = {Binary(), "why", program, "libhs_gone.so.1"}});
  CHECK(gone.status == 3);
  CHECK(gone.err.starts_with("halfsecond: error: libhs_gone.so.1: not found, asked for by " + program + "\n"));
  const Ended typo = Run({.argv = {Binary(), "why", program, "libd.so.6"}});
  CHECK(typo.status == 2);
  CHECK(typo.err.ends_with("hint: did you mean libc.so.6?\n"));
}

TEST_CASE("--fail-on judges, --strict counts what is unknown, and neither changes the answer") {
  const Fixture f;
  const std::string missing = f.Program("p", {.needed = {"libhs_gone.so.1"}});
  const std::string plain = Load({missing}).out;
  CHECK(Load({missing}).status == 0);
  CHECK(Load({"--fail-on", "amber", missing}).status == 1);
  CHECK(Load({"--fail-on", "note", missing}).status == 1);
  CHECK(Load({"--fail-on", "red", missing}).status == 0);
  CHECK(Load({"--fail-on", "amber", missing}).out == plain);
  CHECK(Load({"--strict", missing}).status == 3);
  CHECK(Load({"--strict", "--fail-on", "amber", missing}).status == 1);
  CHECK(Load({"--strict", "/bin/true"}).status == 0);
  CHECK(Load({"--fail-on", "amber", missing, "/none"}).status == 2);
  CHECK(Load({"--sarif", "--fail-on", "amber", missing}).status == 1);
}

TEST_CASE("colours stand only on a terminal and without NO_COLOR") {
  const auto on_a_terminal = [](const std::vector<std::string>& environment) {
    return Run({.argv = {"script", "-qec", Binary() + " load /bin/true", "/dev/null"}, .environment = environment});
  };
  if (on_a_terminal({}).status != 0) return;
  CHECK(on_a_terminal({}).out.find("\033[1m") != std::string::npos);
  CHECK(on_a_terminal({"NO_COLOR=1"}).out.find('\033') == std::string::npos);
  CHECK(Load({"/bin/true"}).out.find('\033') == std::string::npos);
}
