#include "readers/content_index/normal_form.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>

#include "readers/git/object_sum.h"

namespace halfsecond::content_index {
namespace {

enum class Filling : std::uint8_t {
  kWord,   // a word of letters, digits and . ~ + : _ -
  kWords,  // such words and blanks
  kYears,  // digits, commas, hyphens and blanks
};

struct Stamp {
  std::string_view name;  // of the file
  std::string_view head;
  std::string_view tail;
  Filling filling = Filling::kWord;
};

// What the builds of libtool, automake and pkg-config write: libtool's bootstrap and ltversion.in, automake's
// amversion.in, pkg.m4.in.
constexpr std::array kStamps{
    Stamp{"ltmain.sh", "VERSION=\"", "\"", Filling::kWords},
    Stamp{"ltmain.sh", "VERSION=", "", Filling::kWord},
    Stamp{"ltmain.sh", "package_revision=", "", Filling::kWord},
    Stamp{"ltmain.sh", "scriptversion='(GNU libtool) ", "'", Filling::kWords},
    Stamp{"ltmain.sh", "scriptversion=", "; # UTC", Filling::kWord},
    Stamp{"ltmain.sh", "# libtool (GNU libtool) ", "", Filling::kWords},
    Stamp{"ltmain.sh", "##               by inline-source v", "", Filling::kWord},
    Stamp{"ltmain.sh", "       version:        $progname $scriptversion Debian-", "", Filling::kWord},
    Stamp{"ltmain.sh", "$progname $scriptversion Debian-", "", Filling::kWord},
    Stamp{"ltmain.sh", "       version:        $progname (GNU libtool) ", "", Filling::kWords},
    Stamp{"ltversion.m4", "# serial ", " ltversion.m4", Filling::kWord},
    Stamp{"ltversion.m4", "m4_define([LT_PACKAGE_VERSION], [", "])", Filling::kWords},
    Stamp{"ltversion.m4", "m4_define([LT_PACKAGE_REVISION], [", "])", Filling::kWord},
    Stamp{"ltversion.m4", "[macro_version='", "'", Filling::kWords},
    Stamp{"ltversion.m4", "[macro_revision='", "'", Filling::kWord},
    Stamp{"ltversion.m4", "macro_version='", "'", Filling::kWords},
    Stamp{"ltversion.m4", "macro_revision='", "'", Filling::kWord},
    Stamp{"ltversion.m4", "#   Copyright (C) ", " Free Software Foundation, Inc.", Filling::kYears},
    Stamp{"pkg.m4", "[m4_define([PKG_MACROS_VERSION], [", "])", Filling::kWord},
    Stamp{"pkg.m4", "dnl serial 11 (pkg-config-", ")", Filling::kWord},
    Stamp{"pkg.m4", "# serial 11 (pkg-config-", ")", Filling::kWord},
    Stamp{"pkg.m4", "# serial 12 (pkg-config-", ")", Filling::kWord},
    Stamp{"amversion.m4", "# Copyright (C) ", " Free Software Foundation, Inc.", Filling::kYears},
    Stamp{"amversion.m4", "[am__api_version='", "'", Filling::kWord},
    Stamp{"amversion.m4", "m4_if([$1], [", "], [],", Filling::kWord},
    Stamp{"amversion.m4", "[AM_AUTOMAKE_VERSION([", "])dnl", Filling::kWord},
};

bool Fits(Filling filling, std::string_view text) {
  const bool is_mark = text.size() > 2 && text.front() == '@' && text.back() == '@';  // of a template: "@VERSION@"
  if (is_mark) text = text.substr(1, text.size() - 2);
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  return std::all_of(text.begin(), text.end(), [filling](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (filling == Filling::kYears) return std::isdigit(byte) != 0 || c == ',' || c == '-' || c == ' ';
    if (c == ' ') return filling == Filling::kWords;
    return byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view(".~+:_-").find(c) != std::string_view::npos);
  });
}

const Stamp* StampOf(std::string_view name, std::string_view line) {
  for (const Stamp& stamp : kStamps) {
    if (stamp.name != name || line.size() <= stamp.head.size() + stamp.tail.size()) continue;
    if (!line.starts_with(stamp.head) || !line.ends_with(stamp.tail)) continue;
    line.remove_prefix(stamp.head.size());
    line.remove_suffix(stamp.tail.size());
    return Fits(stamp.filling, line) ? &stamp : nullptr;
  }
  return nullptr;
}

}  // namespace

bool IsStamp(std::string_view name, std::string_view line) {
  return StampOf(name, line) != nullptr;
}

std::string NormalForm(std::string_view name, std::string_view content) {
  const bool is_m4 = name.ends_with(".m4");
  std::string normal;
  normal.reserve(content.size());
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size() - 1) + 1;
    const std::string_view whole = content.substr(0, end);
    content.remove_prefix(end);
    if (is_m4 && whole.starts_with("##")) continue;
    const bool has_end = whole.ends_with('\n');
    const Stamp* stamp = StampOf(name, whole.substr(0, whole.size() - (has_end ? 1 : 0)));
    if (stamp == nullptr) {
      normal += whole;
      continue;
    }
    // A quoted version and a bare one are one stamp.
    std::string_view head = stamp->head;
    std::string_view tail = stamp->tail;
    if (head.ends_with('"')) head.remove_suffix(1), tail.remove_prefix(1);
    normal.append(head).append(tail);
    if (has_end) normal += '\n';
  }
  return normal;
}

git::ObjectId IdOfNormalForm(std::string_view normal_form) {
  return git::IdOfObject("normal-form", normal_form);
}

}  // namespace halfsecond::content_index
