#include "readers/gettext/catalog.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/damage.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using std::string_literals::operator""s;

namespace {

const std::string kPo =
    "# a comment\nmsgid \"\"\nmsgstr \"\"\n\"POT-Creation-Date: 2022-08-04 10:46+0200\\n\"\n\"Language: de\\n\"\n\n"
    "#: a.c:1\nmsgctxt \"menu\"\nmsgid \"open\"\nmsgstr \"\\303\\266ffnen\"\n\n"
    "#, fuzzy\nmsgid \"maybe\"\nmsgstr \"vielleicht\"\n\nmsgid \"none\"\nmsgstr \"\"\n\n"
    "msgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d Datei\"\nmsgstr[1] \"%d Dateien\"\n\n"
    "#~ msgid \"old\"\n#~ msgstr \"alt\"\n";

std::string Number(std::uint32_t number) {
  std::string text;
  for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>(number >> shift);
  return text;
}

// A compiled file of one message.
std::string Compiled(const std::string& message, const std::string& translation) {
  const auto size = [](const std::string& text) { return static_cast<std::uint32_t>(text.size()); };
  return Number(0x950412de) + Number(0) + Number(1) + Number(28) + Number(36) + Number(0) + Number(44) +
         Number(size(message)) + Number(44) + Number(size(translation)) + Number(45 + size(message)) + message + '\0' +
         translation + '\0';
}

}  // namespace

TEST_CASE("of a translation's text, what a program shows: contexts, plurals, the header; nothing fuzzy or obsolete") {
  const auto catalog = gettext::ReadPo(Bytes::Of(kPo));
  REQUIRE(catalog.ok());
  CHECK(catalog->shown.size() == 3);
  CHECK(*catalog->shown.Find("menu\4open") == "\303\266ffnen");
  CHECK(*catalog->shown.Find("%d file\0%d files"s) == "%d Datei\0%d Dateien"s);
  CHECK(gettext::WithoutTemplate(*catalog->shown.Find("")) == "Language: de\n");
  CHECK(gettext::WithoutTemplate("A: b\nReport-Msgid-Bugs-To: c\nPOT-Creation-Date: d") == "A: b\n");
  CHECK(gettext::WithoutTemplate("A: Report-Msgid-Bugs-To: c\n") == "A: Report-Msgid-Bugs-To: c\n");
  CHECK(catalog->hidden.size() == 2);
  CHECK(*catalog->hidden.Find("maybe") == "vielleicht");
  CHECK(*catalog->hidden.Find("old") == "alt");
}

TEST_CASE("a compiled translation gives the messages of its text") {
  const std::string file = Compiled("menu\4open", "auf");
  const auto messages = gettext::ReadMo(Bytes::Of(file));
  REQUIRE(messages.ok());
  REQUIRE(messages->size() == 1);
  CHECK(messages->front().text == "menu\4open");
  CHECK(messages->front().translation == "auf");
  const std::string foreign = "\x95\x04\x12\xde"s + std::string(40, '\0');
  CHECK(gettext::ReadMo(Bytes::Of(foreign)).ok());  // the other byte order, and no message
}

TEST_CASE("two texts show the same by their lines, but for places, the template's day and what is obsolete") {
  const auto with = [](const std::string& what, const std::string& instead) {
    std::string text = kPo;
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), instead);
  };
  CHECK(gettext::HaveSameLines(kPo, with("a.c:1", "b.c:2")));
  CHECK(gettext::HaveSameLines(kPo, with("2022-08-04", "2024-01-01")));
  CHECK(gettext::HaveSameLines(kPo, with("alt", "uralt")));
  CHECK_FALSE(gettext::HaveSameLines(kPo, with("Datei\"", "Ordner\"")));
  CHECK_FALSE(gettext::HaveSameLines(kPo, with("#, fuzzy\n", "")));
  CHECK_FALSE(gettext::HaveSameLines(kPo + "msgid \"x\"\nmsgstr \"y\"\n", kPo + "msgid \"x\"\nmsgstr \"y\"\n"));
  CHECK_FALSE(gettext::HaveSameLines(kPo, kPo + "msgid \"more\"\nmsgstr \"mehr\"\n"));
  CHECK_FALSE(gettext::HaveSameLines(kPo, with("10:46+0200", "10:46\\nContent-Type: x")));
  const std::string parted = with("#, fuzzy\n", "#: b.c:3\nmsgstr \"auf\"\n\n#, fuzzy\n");
  CHECK_FALSE(gettext::HaveSameLines(parted, parted));
  // Behind the header such a line is a text.
  const std::string hidden = "\"POT-Creation-Date: rm -rf /\\n\"\n";
  CHECK_FALSE(gettext::HaveSameLines(kPo, with("msgstr[1] \"%d Dateien\"\n", "msgstr[1] \"%d Dateien\"\n" + hidden)));
  const std::string no_header = "msgid \"\"\n\"a\"\nmsgstr \"\"\n";
  CHECK_FALSE(gettext::HaveSameLines(no_header, no_header + hidden));
}

TEST_CASE("what is no translation is refused") {
  CHECK_FALSE(gettext::ReadPo(Bytes::Of("int main;\n")).ok());
  CHECK_FALSE(gettext::ReadPo(Bytes::Of("msgid \"a\n")).ok());
  CHECK_FALSE(gettext::ReadPo(Bytes::Of("\"a\"\n")).ok());
  CHECK_FALSE(gettext::ReadMo(Bytes::Of("MO")).ok());
  CHECK_FALSE(gettext::ReadMo(Bytes::Of(Number(0x950412de) + Number(0) + Number(4'000'000'000U))).ok());
}

TEST_CASE("a translation damaged or cut anywhere is an error or fewer messages") {
  tests::ForEachDamage(kPo, 10'000, [](Bytes bytes) {
    const auto catalog = gettext::ReadPo(bytes);
    if (catalog.ok()) CHECK(catalog->shown.size() <= 6);
  });
  const std::string file = Compiled("open", "auf");
  tests::ForEachDamage(file, 10'000, [](Bytes bytes) {
    const auto messages = gettext::ReadMo(bytes);
    if (messages.ok()) CHECK(messages->size() <= 2);
  });
  tests::ForEachPrefix(file, [](Bytes bytes) { static_cast<void>(gettext::ReadMo(bytes)); });
}

TEST_CASE("a message with a macro of inttypes.h stands for the same choice in the message and its translation") {
  gettext::Messages messages{{"%<PRIu64> of %<PRIu32>", "%<PRIu32> von %<PRIu64>"}, {"plain", "p"}};
  gettext::AddExpansions(messages);
  CHECK(messages.Find("%lu of %u") == "%u von %lu");
  CHECK(messages.Find("%llu of %lu") == "%lu von %llu");
  CHECK(messages.Find("%<PRIu64> of %<PRIu32>") == "%<PRIu32> von %<PRIu64>");
  CHECK(messages.size() == 2 + 9);
}

TEST_CASE("a plural may keep the macro that the singular and the translation have no more") {
  const std::string both("%<PRIu64> file\0%<PRIu64> files", 30);
  gettext::Messages messages{{both, "%<PRIu64> Dateien"}};
  gettext::AddExpansions(messages);
  CHECK(messages.Find(std::string("%lu file\0%<PRIu64> files", 24)) == "%lu Dateien");
  CHECK(messages.Find(std::string("%lu file\0%lu files", 18)) == "%lu Dateien");
  CHECK(messages.size() == 1 + 3 + 3);
}
