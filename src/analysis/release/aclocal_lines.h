// Lines that aclocal itself writes into aclocal.m4 (automake's aclocal.in).

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace halfsecond::release {

// Is it one of those at the top, whole: the banner, the licence, the guard against another version of autoconf?
bool IsOwnLineOfAclocal(std::string_view line);

// How many of `lines` from the first on are aclocal's own or empty; each once and in aclocal's order.
std::size_t OwnLinesOfAclocal(const std::vector<std::string_view>& lines);

// "m4/iconv.m4" of "m4_include([m4/iconv.m4])": a plain relative path. "" for another line.
std::string_view PathIncluded(std::string_view line);

// Is it such a line, with a path that stays below its folder?
bool IsIncludeOfMacros(std::string_view line);

}  // namespace halfsecond::release
