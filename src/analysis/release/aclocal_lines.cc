#include "analysis/release/aclocal_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace halfsecond::release {
namespace {

// What aclocal writes by itself (automake's aclocal.in); a version or years in the place of each "%".
constexpr std::array<std::string_view, 17> kOwn{
    "# generated automatically by aclocal % -*- Autoconf -*-",
    "# Copyright (C) % Free Software Foundation, Inc.",
    "# This file is free software; the Free Software Foundation",
    "# gives unlimited permission to copy and/or distribute it,",
    "# with or without modifications, as long as this notice is preserved.",
    "# This program is distributed in the hope that it will be useful,",
    "# but WITHOUT ANY WARRANTY, to the extent permitted by law; without",
    "# even the implied warranty of MERCHANTABILITY or FITNESS FOR A",
    "# PARTICULAR PURPOSE.",
    "m4_ifndef([AC_CONFIG_MACRO_DIRS], [m4_defun([_AM_CONFIG_MACRO_DIRS], [])m4_defun([AC_CONFIG_MACRO_DIRS], "
    "[_AM_CONFIG_MACRO_DIRS($@)])])",
    "m4_ifndef([AC_AUTOCONF_VERSION],",
    "  [m4_copy([m4_PACKAGE_VERSION], [AC_AUTOCONF_VERSION])])dnl",
    "m4_if(m4_defn([AC_AUTOCONF_VERSION]), [%],,",
    "[m4_warning([this file was generated for autoconf %.",
    "You have another version of autoconf.  It may work, but is not guaranteed to.",
    "If you have problems, you may need to regenerate the build system entirely.",
    "To do so, use the procedure documented by the package, typically 'autoreconf'.])])",
};

bool IsVersion(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == ',' || c == ' ';
  });
}

bool HasForm(std::string_view line, std::string_view form) {
  const std::size_t mark = form.find('%');
  if (mark == std::string_view::npos) {
    // Older ones quote `so'.
    return line == form || (form.ends_with("'autoreconf'.])])") && line.size() == form.size() &&
                            line.substr(0, line.size() - 16) == form.substr(0, line.size() - 16) &&
                            line.ends_with("`autoreconf'.])])"));
  }
  const std::string_view head = form.substr(0, mark);
  const std::string_view tail = form.substr(mark + 1);
  return line.size() > head.size() + tail.size() && line.starts_with(head) && line.ends_with(tail) &&
         IsVersion(line.substr(head.size(), line.size() - head.size() - tail.size()));
}

}  // namespace

bool IsOwnLineOfAclocal(std::string_view line) {
  return std::any_of(kOwn.begin(), kOwn.end(), [line](std::string_view form) { return HasForm(line, form); });
}

std::size_t OwnLinesOfAclocal(const std::vector<std::string_view>& lines) {
  std::size_t at = 0;
  for (const std::string_view form : kOwn) {
    while (at < lines.size() && lines[at].empty()) ++at;
    if (at < lines.size() && HasForm(lines[at], form)) ++at;
  }
  return at;
}

std::string_view PathIncluded(std::string_view line) {
  constexpr std::string_view kHead = "m4_include([";
  constexpr std::string_view kTail = "])";
  if (!line.starts_with(kHead) || !line.ends_with(kTail) || line.size() <= kHead.size() + kTail.size()) return {};
  const std::string_view path = line.substr(kHead.size(), line.size() - kHead.size() - kTail.size());
  const bool is_plain = std::all_of(path.begin(), path.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("._+~-/").find(c) != std::string::npos;
  });
  return is_plain && path.front() != '/' ? path : std::string_view();
}

bool IsIncludeOfMacros(std::string_view line) {
  const std::string_view path = PathIncluded(line);
  return !path.empty() && path.find("..") == std::string_view::npos;
}

}  // namespace halfsecond::release
