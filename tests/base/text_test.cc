#include "base/text.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

using std::string_view_literals::operator""sv;

// Would a terminal show this text, and nothing else happen?
bool IsHarmless(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  return text == ValidUtf8(text);
}

}  // namespace

TEST_CASE("a count has the noun that fits") {
  CHECK(Count(0, "library", "libraries") == "0 libraries");
  CHECK(Count(1, "library", "libraries") == "1 library");
  CHECK(Count(27, "library", "libraries") == "27 libraries");
}

TEST_CASE("addresses are hexadecimal without leading zeros") {
  CHECK(Hex(0) == "0x0");
  CHECK(Hex(0x1f40) == "0x1f40");
  CHECK(Hex(std::numeric_limits<std::uint64_t>::max()) == "0xffffffffffffffff");
}

TEST_CASE("columns count characters, not bytes, and never touch") {
  CHECK(Columns("grün") == 4);
  CHECK(Padded("grün", 6) == "grün  ");
  CHECK(Padded("library", 7) == "library ");
  CHECK(Padded("library", 3) == "library ");
  CHECK(Padded("", 2) == "  ");
}

TEST_CASE("parts are joined with what stands between them, empty ones too") {
  CHECK(Join({}, ", ").empty());
  CHECK(Join({"a"}, ", ") == "a");
  CHECK(Join({"a", "", "c"}, " -> ") == "a ->  -> c");
  CHECK(Join({"", "b"}, ", ") == ", b");
}

TEST_CASE("escape sequences, line ends, tabs and NUL are shown, not obeyed") {
  CHECK(EscapedForTerminal("\033[31mred\033[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(EscapedForTerminal("\033]0;title\007") == "\\x1b]0;title\\x07");
  CHECK(EscapedForTerminal("one\ntwo\r\tthree\0"sv) == "one\\x0atwo\\x0d\\x09three\\x00");
  CHECK(EscapedForTerminal("\x7f") == "\\x7f");
  CHECK(EscapedForTerminal("\xc2\x9b"
                           "31m") == "\\u{009b}31m");
}

TEST_CASE("characters that turn, hide or join their neighbours are shown by number") {
  CHECK(EscapedForTerminal("lib\u202eos.bil") == "lib\\u{202e}os.bil");
  CHECK(EscapedForTerminal("a\u2066b\u2069c") == "a\\u{2066}b\\u{2069}c");
  CHECK(EscapedForTerminal("lib\u200bz.so") == "lib\\u{200b}z.so");
  CHECK(EscapedForTerminal("\ufeffx") == "\\u{feff}x");
  CHECK(EscapedForTerminal("x\U000e0041y") == "x\\u{e0041}y");
}

TEST_CASE("other people's letters stay as they are") {
  for (const char* name : {"libz.so.1", "/opt/größe/ﬁle", "имя", "名前", "a b", "😀"}) {
    CHECK(EscapedForTerminal(name) == name);
  }
}

TEST_CASE("bytes that are no UTF-8 are shown by number on a terminal and replaced in JSON") {
  const auto bad = {"\x80"sv, "\xc0\xaf"sv,    "\xe2\x82"sv, "\xed\xa0\x80"sv, "\xf5\x80\x80\x80"sv,
                    "\xff"sv, "\xe0\x80\xaf"sv};
  for (const std::string_view text : bad) {
    CHECK(IsHarmless(EscapedForTerminal(text)));
    CHECK(EscapedForTerminal(text).starts_with("\\x"));
    CHECK(ValidUtf8(text).starts_with("\xef\xbf\xbd"));
  }
  CHECK(ValidUtf8("ok\xffok") == "ok\xef\xbf\xbdok");
  CHECK(ValidUtf8("a\033b") == "a\033b");
}

TEST_CASE("10,000 damaged names are harmless on a terminal and valid in JSON") {
  tests::ForEachDamage("lib\xc3\xa9t\xe2\x80\xaeos.\033[1mso\xf0\x9f\x98\x80.1\n", 10'000, [](Bytes name) {
    CHECK(IsHarmless(EscapedForTerminal(name.text())));
    CHECK_NOTHROW(nlohmann::json(ValidUtf8(name.text())).dump());
  });
}

TEST_CASE("a name that a shell would read is one word in quotes, a plain one stays as it is") {
  for (const char* plain : {"/usr/sbin/sshd", "libstdc++.so.6", "größe", "a,b=c%d@e:f"})
    CHECK(ShellWord(plain) == plain);
  CHECK(ShellWord("a b") == "'a b'");
  CHECK(ShellWord("x;curl evil|sh") == "'x;curl evil|sh'");
  CHECK(ShellWord("$(reboot)`id`") == "'$(reboot)`id`'");
  CHECK(ShellWord("it's") == "'it'\\''s'");
  CHECK(ShellWord("~root") == "'~root'");
  CHECK(ShellWord("").size() == 2);
}

TEST_CASE("what the operating system says starts in lower case, as our own errors do") {
  CHECK(SystemErrorText(EACCES) == "permission denied");
  CHECK(SystemErrorText(ENOENT) == "no such file or directory");
  CHECK(SystemErrorText(EPROTONOSUPPORT) == "protocol not supported");
  CHECK(SystemErrorText(ENOEXEC) == "exec format error");
  CHECK(SystemErrorText(EUCLEAN) == "structure needs cleaning");
}

TEST_CASE("a mistyped name is met by the closest one, a strange one by none") {
  const std::vector<std::string> commands{"load", "why", "rules", "explain"};
  CHECK(ClosestName("laod", commands) == "load");
  CHECK(ClosestName("lod", commands) == "load");
  CHECK(ClosestName("exlpain", commands) == "explain");
  CHECK(ClosestName("whz", commands) == "why");
  CHECK(ClosestName("survey", commands).empty());
  CHECK(ClosestName("", commands).empty());
  CHECK(ClosestName("load", {}).empty());
}

TEST_CASE("a name of a megabyte costs no quadratic time") {
  CHECK(ClosestName(std::string(1'000'000, 'a'), {std::string(1'000'000, 'b'), "load"}).empty());
  CHECK(ClosestName("load", {std::string(1'000'000, 'b'), "loda"}) == "loda");
}
