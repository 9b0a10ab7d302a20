#include "readers/gettext/catalog.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"

namespace halfsecond::gettext {
namespace {

constexpr std::size_t kMostForms = 16;  // plural forms of a language; met: 6

// inttypes.h's macros, as xgettext writes them: "<PRIu64>"; and what they may stand for.
constexpr std::string_view kMacroStart = "<PRI";
constexpr std::array<std::string_view, 3> kPrefixes{"", "l", "ll"};
constexpr std::size_t kMostMacros = 4;  // different ones in a message; met: 2

// The different macros of a message.
std::vector<std::string> MacrosOf(std::string_view message) {
  std::vector<std::string> macros;
  for (std::size_t at = message.find(kMacroStart); at != std::string_view::npos;
       at = message.find(kMacroStart, at + 1)) {
    const std::size_t end = message.find('>', at);
    if (end == std::string_view::npos) break;
    std::string macro(message.substr(at, end + 1 - at));
    const bool is_number = std::string_view("diouxX").find(macro[kMacroStart.size()]) != std::string_view::npos;
    if (is_number && std::find(macros.begin(), macros.end(), macro) == macros.end()) macros.push_back(std::move(macro));
  }
  return macros;
}

void ReplaceAll(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

int DigitOf(char c, int base) {
  int value = 99;
  if (c >= '0' && c <= '9') value = c - '0';
  if (c >= 'a' && c <= 'f') value = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') value = c - 'A' + 10;
  return value < base ? value : -1;
}

// The number of at most `most` digits at the front of `text`, taken from it, as one byte.
char TakeNumber(std::string_view& text, int base, std::size_t most) {
  int value = 0;
  for (std::size_t i = 0; i < most && !text.empty() && DigitOf(text.front(), base) >= 0; ++i) {
    value = value * base + DigitOf(text.front(), base);
    text.remove_prefix(1);
  }
  return static_cast<char>(value);
}

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// `text` without the blanks at its front.
std::string_view WithoutBlanksInFront(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  return text;
}

// A string in quotes, as C writes it. False: it is none.
bool AppendQuoted(std::string_view text, std::string& to) {
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  const bool has_quotes = text.find('"') != std::string_view::npos;
  constexpr std::string_view kLetters = "ntrabfv";
  constexpr std::string_view kMeanings = "\n\t\r\a\b\f\v";
  while (!text.empty()) {
    const std::string_view plain = text.substr(0, text.find('\\'));
    if (has_quotes && plain.find('"') != std::string_view::npos) return false;
    to += plain;
    text.remove_prefix(plain.size());
    if (text.empty()) return true;
    text.remove_prefix(1);
    if (text.empty()) return false;
    if (DigitOf(text.front(), 8) >= 0) {
      to += TakeNumber(text, 8, 3);
      continue;
    }
    const char letter = text.front();
    text.remove_prefix(1);
    const std::size_t known = kLetters.find(letter);
    if (letter == 'x') {
      to += TakeNumber(text, 16, 2);
    } else {
      to += known == std::string_view::npos ? letter : kMeanings[known];
    }
  }
  return true;
}

class PoReader {
 public:
  Result<Catalog> Read(Bytes text) {
    std::string_view rest = text.text();
    if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
    catalog_.shown.Reserve(rest.size());  // most of which is never touched: comments take a third
    std::uint64_t at = 0;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (!Take(line)) return Error{Error::Kind::kMalformed, "no line of a translation", text.base() + at};
      if (catalog_.shown.size() + catalog_.hidden.size() > limits::kMaxMessages) {
        return Error{Error::Kind::kLimit, "more messages than a program has", text.base() + at};
      }
      at += line.size() + 1;
    }
    End();
    catalog_.shown.Sort();
    catalog_.hidden.Sort();
    return std::move(catalog_);
  }

 private:
  struct Entry {
    std::string context;
    std::string message;
    std::string plural;
    std::string translation;  // its forms, with NUL between them
    std::size_t form_count = 0;
    bool has_context = false;
    bool has_plural = false;
    bool is_hidden = false;
  };

  bool Take(std::string_view line) {
    line = WithoutBlanksInFront(line);
    if (line.empty()) return true;
    if (line.starts_with("#~")) {
      line = WithoutBlanksInFront(line.substr(2));
      if (line.empty() || line.starts_with('|')) return true;
      if (line.starts_with("msgctxt") || line.starts_with("msgid ") || line.starts_with("msgid\t")) Begin();
      entry_.is_hidden = true;
      return TakeString(line);
    }
    if (line.starts_with('#')) {
      Begin();
      if (line.starts_with("#,") && line.find("fuzzy") != std::string_view::npos) entry_.is_hidden = true;
      return true;
    }
    return TakeString(line);
  }

  bool TakeString(std::string_view line) {
    if (line.starts_with('"')) return target_ != nullptr && AppendQuoted(line, *target_);
    const std::size_t quote = line.find('"');
    if (quote == std::string_view::npos) return false;
    std::size_t end = 0;
    while (end < quote && line[end] != ' ' && line[end] != '\t') ++end;
    const std::string_view word = line.substr(0, end);
    if (word == "msgctxt" || word == "msgid") Begin();
    if (word == "msgctxt") target_ = Anew(entry_.context, entry_.has_context);
    if (word == "msgid") target_ = &entry_.message;
    if (word == "msgid_plural") target_ = Anew(entry_.plural, entry_.has_plural);
    if (word.starts_with("msgstr")) {
      if (entry_.form_count == kMostForms) return false;
      if (entry_.form_count++ > 0) entry_.translation += '\0';
      target_ = &entry_.translation;
    } else if (!word.starts_with("msg")) {
      return false;
    }
    return target_ != nullptr && AppendQuoted(line.substr(quote), *target_);
  }

  static std::string* Anew(std::string& part, bool& is_there) {
    is_there = true;
    part.clear();
    return &part;
  }

  // What follows belongs to the next message, once this one has its translation.
  void Begin() {
    if (entry_.form_count > 0) End();
  }

  void End() {
    target_ = nullptr;
    // A first form without text is none: what cannot be shown is not translated.
    if (!entry_.translation.empty() && entry_.translation.front() != '\0') {
      if (entry_.has_context) entry_.message.insert(0, entry_.context + '\4');
      if (entry_.has_plural) entry_.message.append(1, '\0').append(entry_.plural);
      (entry_.is_hidden ? catalog_.hidden : catalog_.shown).Add({entry_.message, entry_.translation});
    }
    // Cleared, not made anew: the room of the strings stays.
    entry_.message.clear();
    entry_.translation.clear();
    entry_.form_count = 0;
    entry_.has_context = entry_.has_plural = entry_.is_hidden = false;
  }

  Catalog catalog_;
  Entry entry_;
  std::string* target_ = nullptr;  // where a string that goes on is put: into entry_
};

// The lines of a PO file that count for what is shown, one after the other.
class ShownLines {
 public:
  explicit ShownLines(std::string_view text) : rest_(text) {}

  // Nothing at the end, and where it cannot be told by lines.
  std::optional<std::string_view> Next() {
    while (!rest_.empty() && !is_odd_) {
      const std::string_view line = rest_.substr(0, std::min(rest_.find('\n'), rest_.size()));
      rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
      if (!line.empty()) Judge(line);
      // Flags are comments too, and one of them hides a message.
      const bool is_comment = line.starts_with('#') && (is_obsolete_ || !line.starts_with("#,"));
      if (is_odd_ || line.empty() || is_comment || (place_ == Place::kInHeader && IsOfTemplate(line))) continue;
      Step(line);
      return line;
    }
    return std::nullopt;
  }
  bool is_odd() const { return is_odd_; }

 private:
  // A comment ends an entry, and one that is obsolete may take what follows for a part of its own. msgmerge puts
  // comments in front of entries only, and nothing behind those that are obsolete.
  void Judge(std::string_view line) {
    const bool is_comment = line.starts_with('#');
    if (!is_comment) is_odd_ = is_obsolete_ || (is_after_comment_ && !IsStart(line));
    if (line.starts_with("#~") && !is_obsolete_) {
      const std::string_view hidden = WithoutBlanksInFront(line.substr(2));
      is_obsolete_ = !hidden.empty() && hidden.front() != '|';
      is_odd_ = is_obsolete_ && !IsStart(hidden);  // what goes on would hide the entry before it
    }
    is_after_comment_ = is_comment;
  }
  static bool IsStart(std::string_view line) { return line.starts_with("msgid ") || line.starts_with("msgctxt "); }

  // The header is the first entry: msgid "" and at once msgstr "". What looks like its lines elsewhere is a text.
  enum class Place : std::uint8_t { kBefore, kAtId, kInHeader, kBehind };
  void Step(std::string_view line) {
    const bool goes_on = line.starts_with('#') || (place_ == Place::kInHeader && !line.starts_with("msg"));
    if (goes_on) return;
    if (place_ == Place::kBefore && line == "msgid \"\"") {
      place_ = Place::kAtId;
    } else if (place_ == Place::kAtId && line == "msgstr \"\"") {
      place_ = Place::kInHeader;
    } else {
      place_ = Place::kBehind;
    }
  }

  static bool IsOfTemplate(std::string_view line) {
    constexpr std::string_view kEnd = "\\n\"";
    const bool is_one_field = line.ends_with(kEnd) && line.find('\\') == line.size() - kEnd.size();
    return is_one_field && (line.starts_with("\"POT-Creation-Date:") || line.starts_with("\"Report-Msgid-Bugs-To:"));
  }

  std::string_view rest_;
  Place place_ = Place::kBefore;
  bool is_obsolete_ = false;  // such entries have begun
  bool is_after_comment_ = false;
  bool is_odd_ = false;
};

// All that a message with macros of inttypes.h may stand for, but what is known already.
void Expand(const Message& message, const Messages& known, std::map<std::string, std::string>& expanded) {
  const auto macros = MacrosOf(message.text);
  if (macros.empty() || macros.size() > kMostMacros) return;
  std::size_t ways = 1;
  for (std::size_t i = 0; i < macros.size(); ++i) ways *= kPrefixes.size();
  const std::size_t plural = message.text.find('\0');
  for (std::size_t way = 0; way < ways; ++way) {
    std::string key(message.text);
    std::string value(message.translation);
    std::size_t rest = way;
    for (const std::string& macro : macros) {
      const std::string plain = std::string(kPrefixes[rest % kPrefixes.size()]) + macro[kMacroStart.size()];
      rest /= kPrefixes.size();
      ReplaceAll(key, macro, plain);
      ReplaceAll(value, macro, plain);
    }
    // Some versions of msgfmt leave the plural as it is: only the singular is ever looked up.
    if (plural != std::string_view::npos) {
      std::string kept = key.substr(0, key.find('\0')).append(message.text.substr(plural));
      if (!known.Find(kept)) expanded.emplace(std::move(kept), value);
    }
    if (!known.Find(key)) expanded.emplace(std::move(key), std::move(value));
  }
}

}  // namespace

Result<Catalog> ReadPo(Bytes text) {
  return PoReader().Read(text);
}

Result<std::vector<Message>> ReadMo(Bytes file) {
  constexpr std::uint32_t kMagic = 0x950412de;
  HS_TRY(magic, file.Integer<std::uint32_t>(0, ByteOrder::kLittle));
  const ByteOrder order = magic == kMagic ? ByteOrder::kLittle : ByteOrder::kBig;
  HS_TRY(same_magic, file.Integer<std::uint32_t>(0, order));
  if (same_magic != kMagic) return Error{Error::Kind::kMalformed, "no compiled translation", file.base()};
  HS_TRY(revision, file.Integer<std::uint32_t>(4, order));
  if (revision >> 16U > 1) return Error{Error::Kind::kUnsupported, "a newer form of compiled translations", 4};
  HS_TRY(count, file.Integer<std::uint32_t>(8, order));
  if (count > limits::kMaxMessages) return Error{Error::Kind::kLimit, "more messages than a program has", 8};
  HS_TRY(messages_at, file.Integer<std::uint32_t>(12, order));
  HS_TRY(translations_at, file.Integer<std::uint32_t>(16, order));
  const auto text_at = [&](std::uint64_t table, std::uint32_t i) -> Result<std::string_view> {
    HS_TRY(length, file.Integer<std::uint32_t>(table + 8ULL * i, order));
    HS_TRY(offset, file.Integer<std::uint32_t>(table + 8ULL * i + 4, order));
    HS_TRY(text, file.Slice(offset, length));
    return text.text();
  };
  std::vector<Message> messages;
  std::uint64_t held_bytes = 0;  // entries may overlap
  for (std::uint32_t i = 0; i < count; ++i) {
    HS_TRY(message, text_at(messages_at, i));
    HS_TRY(translation, text_at(translations_at, i));
    held_bytes += message.size() + translation.size();
    if (held_bytes > 2 * file.size()) return Error{Error::Kind::kMalformed, "translations that overlap", messages_at};
    messages.push_back({message, translation});
  }
  return messages;
}

bool DependsOnSystem(std::string_view message) {
  return message.find("<PRI") != std::string_view::npos || message.find("%I") != std::string_view::npos;
}

void AddExpansions(Messages& messages) {
  std::vector<Message> wide;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].text.find(kMacroStart) != std::string_view::npos) wide.push_back(messages[i]);
  }
  std::sort(wide.begin(), wide.end(), [](const Message& a, const Message& b) { return a.text < b.text; });
  std::map<std::string, std::string> expanded;
  for (const Message& message : wide) Expand(message, messages, expanded);
  for (const auto& [text, translation] : expanded) messages.Add({text, translation});
  messages.Sort();
}

bool HaveSameLines(std::string_view a, std::string_view b) {
  ShownLines some(a);
  ShownLines others(b);
  for (;;) {
    const auto line = some.Next();
    if (line != others.Next()) return false;
    if (!line) return !some.is_odd() && !others.is_odd();
  }
}

std::string WithoutTemplate(std::string_view header) {
  std::string rest(header);
  for (const std::string_view key : {"POT-Creation-Date:", "Report-Msgid-Bugs-To:"}) {
    const std::size_t start = rest.find(key);
    const bool is_line = start != std::string::npos && (start == 0 || rest[start - 1] == '\n');
    if (is_line) rest.erase(start, std::min(rest.find('\n', start), rest.size() - 1) + 1 - start);
  }
  return rest;
}

}  // namespace halfsecond::gettext
