// Small building blocks of output: numbers with their nouns, columns, and foreign text made harmless.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace halfsecond {

// "1 library", "27 libraries".
std::string Count(std::size_t n, std::string_view one, std::string_view many);

// "0x1f40".
std::string Hex(std::uint64_t value);

// The bytes as digits, two each: "58a9".
std::string HexDigits(std::span<const std::uint8_t> bytes);

// `text` and blanks up to `columns` columns; at least one blank, so that columns never touch. One column a code point.
std::string Padded(std::string_view text, std::size_t columns);

// How many columns `text` takes on a terminal: its code points.
std::size_t Columns(std::string_view text);

// `text` without those of `blanks` at its ends; line ends are none, as a value's lines may count.
constexpr std::string_view Trimmed(std::string_view text, std::string_view blanks = " \t\r") {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Of ASCII alone, whatever the locale is.
constexpr char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string Lowered(std::string_view text);

// "a, b, c" with the given separator.
std::string Join(const std::vector<std::string>& parts, std::string_view separator);

// Foreign text for a terminal: control characters, escape sequences, bidirectional overrides, other invisible format
// characters and bytes that are not UTF-8 are shown as \xNN or \u{NNNN}. Line ends too: one name stays on one line.
std::string EscapedForTerminal(std::string_view foreign);

// `text` as one word for a shell, in commands that people may copy: as it is where it holds nothing that a shell would
// read, else in single quotes. For a terminal it must be escaped as well.
std::string ShellWord(std::string_view text);

// What the operating system says of an errno, in our spelling: "permission denied".
std::string SystemErrorText(int number);

// Foreign text for JSON: bytes that are not UTF-8 become U+FFFD, so that the document stays valid. Nothing else
// changes: the JSON writer escapes control characters itself.
std::string ValidUtf8(std::string_view foreign);

// The name of `candidates` closest to `name` (Damerau-Levenshtein distance at most a third of its length), or "".
std::string ClosestName(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace halfsecond
