#include "app/help.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/e2e/process.h"

using namespace halfsecond::app;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
namespace e2e = halfsecond::e2e;

namespace {

bool Have(const std::string& program) {
  return e2e::Run({.argv = {"sh", "-c", "command -v " + program}}).status == 0;
}

// What bash offers behind `words`, a line each.
std::string Offered(const std::string& words) {
  const std::string script =
      Completion("bash") + "COMP_WORDS=(" + words +
      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); compopt() { :; }\n"
      "_halfsecond halfsecond \"${COMP_WORDS[$COMP_CWORD]}\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const e2e::Ended ended = e2e::Run({.argv = {"bash", "-c", script}, .directory = "/usr"});
  CHECK(ended.err.empty());
  return ended.out;
}

}  // namespace

TEST_CASE("the manual page names every command and option, and each exit code") {
  const std::string page = ManPage();
  const auto escaped = [](std::string name) {
    for (std::size_t at = 0; (at = name.find('-', at)) != std::string::npos; at += 2) name.insert(at, 1, '\\');
    return name;
  };
  const auto is_named = [&](std::string_view option) {
    return page.find(escaped("--" + std::string(option))) != std::string::npos;
  };
  for (const Command& command : Commands()) {
    CHECK(page.find(".SS halfsecond " + escaped(std::string(command.name))) != std::string::npos);
    for (const Option& option : command.options) CHECK(is_named(option.name));
  }
  for (const Option& option : CommonOptions()) CHECK(is_named(option.name));
  for (const Option& option : ProgramOptions()) CHECK(is_named(option.name));
  for (const char* code : {".B 0\n", ".B 1\n", ".B 2\n", ".B 3\n"}) CHECK(page.find(code) != std::string::npos);
}

TEST_CASE("no line of text in the manual page is taken for a request") {
  for (const std::string& line : e2e::Lines(ManPage())) {
    if (line.empty() || line[0] != '.') continue;
    CAPTURE(line);
    CHECK(line.size() > 2);
    CHECK((line[1] >= 'A' && line[1] <= 'Z') != (line == ".nf" || line == ".fi"));
  }
}

TEST_CASE("groff has nothing to say against the manual page") {
  if (!Have("groff")) return;  // MESSAGE would say it in every run
  const std::string command = "groff -man -Tutf8 -ww >/dev/null <<'END'\n" + ManPage() + "END\n";
  CHECK(e2e::Run({.argv = {"sh", "-c", command}}).err == "");
}

TEST_CASE("bash offers commands first, then the command's options, else files") {
  CHECK(Offered("halfsecond lo") == "load\n");
  CHECK(Offered("halfsecond --ver") == "--version\n");
  CHECK(Offered("halfsecond load --cl") == "--clean-env\n");
  CHECK(Offered("halfsecond explain --js") == "\n");
  CHECK(Offered("halfsecond load bi").find("bin\n") != std::string::npos);
}

TEST_CASE("what was typed is offered to nobody's shell for evaluation") {
  CHECK(Offered("halfsecond load '--$(touch /tmp/halfsecond-was-here)'") == "\n");
  CHECK(e2e::Run({.argv = {"test", "-e", "/tmp/halfsecond-was-here"}}).status == 1);
}

TEST_CASE("zsh takes the script, where zsh is installed") {
  CHECK(Completion("zsh").starts_with("#compdef halfsecond\n"));
  if (!Have("zsh")) return;
  const std::string command = "zsh -n /dev/stdin <<'END'\n" + Completion("zsh") + "END\n";
  CHECK(e2e::Run({.argv = {"sh", "-c", command}}).err == "");
}

TEST_CASE("other shells have none") {
  CHECK(Completion("fish").empty());
  CHECK(Completion("").empty());
}
