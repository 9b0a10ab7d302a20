#include "analysis/release/explain/documentation.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/text_lines.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kStartOfPage = 8192;  // in which a licence ends
constexpr std::size_t kStartOfMarkup = 512;

// A manual page of any name, as of a template: requests of roff from the first line to the one that every page has.
bool IsTitledPage(std::string_view content) {
  for (const std::string_view line : LinesOf(content.substr(0, kStartOfPage))) {
    if (line.starts_with(".TH ") || line.starts_with(".Dd ")) return true;
    const bool is_request = line.size() > 1 && (line.front() == '.' || line.front() == '\'') && line[1] != ' ';
    if (!line.empty() && line != "." && !is_request) return false;
  }
  return false;
}

// A page for a browser under any name, as those that a server shows where it failed.
bool IsHtml(std::string_view content) {
  std::string start = Lowered(content.substr(0, kStartOfMarkup));
  std::string_view rest = Trimmed(start, " \t\r\n");
  if (rest.starts_with("<?xml "))
    rest = Trimmed(rest.substr(std::min(rest.find("?>"), rest.size() - 2) + 2), " \t\r\n");
  return rest.starts_with("<!doctype html") || rest.starts_with("<html");
}

bool IsDocBook(std::string_view name, std::string_view content) {
  const bool is_named = name.ends_with(".xml") || name.ends_with(".docbook") || name.ends_with(".sgml");
  return is_named && content.starts_with("<?xml ") &&
         content.substr(0, kStartOfMarkup).find("//DTD DocBook ") != std::string_view::npos;
}

// "@item", "@deftypefun": a part of a manual that others include.
bool IsTexinfo(std::string_view content) {
  content.remove_prefix(std::min(content.find_first_not_of(" \t\r\n"), content.size()));
  return content.size() > 2 && content[0] == '@' && std::islower(static_cast<unsigned char>(content[1])) != 0 &&
         std::islower(static_cast<unsigned char>(content[2])) != 0;
}

// What it is by its name and its first bytes, where both say the same: a picture or a typeface; "" for neither.
std::string_view CauseOfMedia(std::string_view name, std::string_view content) {
  struct Kind {
    std::string_view ending;
    std::string_view start;
    std::string_view cause = "a picture";
  };
  constexpr std::array kKinds{Kind{".png", "\x89PNG\r\n"},
                              Kind{".gif", "GIF8"},
                              Kind{".jpg", "\xff\xd8\xff"},
                              Kind{".jpeg", "\xff\xd8\xff"},
                              Kind{".eps", "%!PS-Adobe"},
                              Kind{".fig", "#FIG "},
                              Kind{".woff", "wOFF", "a typeface"},
                              Kind{".woff2", "wOF2", "a typeface"},
                              Kind{".ttf", std::string_view("\0\1\0\0", 4), "a typeface"}};
  const auto found = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) {
    return name.ends_with(kind.ending) && content.starts_with(kind.start);
  });
  return found == kKinds.end() ? std::string_view() : found->cause;
}

bool IsBelowDocumentation(std::string_view lower_path) {
  constexpr std::array<std::string_view, 3> kFolders{"doc/", "docs/", "documentation/"};
  return std::any_of(kFolders.begin(), kFolders.end(), [lower_path](std::string_view folder) {
    return lower_path.starts_with(folder) || lower_path.find("/" + std::string(folder)) != std::string_view::npos;
  });
}

// "alias", "chapter.texi", "manual.sty": by its name no program and no part of a build.
bool IsNameOfText(std::string_view lower_name) {
  constexpr std::array<std::string_view, 16> kEndings{"",      ".txt",  ".texi", ".texinfo", ".rst", ".md",
                                                      ".adoc", ".tex",  ".yo",   ".sty",     ".cls", ".ist",
                                                      ".xdy",  ".sgml", ".dia",  ".docbook"};
  const std::string_view ending = lower_name.substr(std::min(lower_name.rfind('.'), lower_name.size()));
  return !lower_name.starts_with('.') && !lower_name.starts_with("makefile") && !lower_name.starts_with("configure") &&
         std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

// Of those that stand at the top; no build tool reads one ("BUILD" and "WORKSPACE" are Bazel's).
bool IsNameOfNotes(std::string_view path) {
  constexpr std::array<std::string_view, 16> kNames{
      "ANNOUNCE", "BUGS",    "COPYRIGHT", "DONORS",   "HACKING",  "HISTORY",  "MAINTAINERS", "NOTES",
      "PATENTS",  "PORTING", "RELEASE",   "RELNOTES", "SECURITY", "SPONSORS", "SUPPORT",     "UPGRADING"};
  return std::find(kNames.begin(), kNames.end(), path) != kNames.end();
}

}  // namespace

std::string_view CauseOfDocumentation(std::string_view path, const ArchiveFile& file) {
  if (file.type != archive::Entry::Type::kFile || !file.content) return "";
  const std::string& content = *file.content;
  const std::string lower = Lowered(path);
  if (const auto cause = CauseOfMedia(NameOf(lower), content); !cause.empty()) return cause;
  if (!IsText(content)) return "";
  if (IsTitledPage(content)) return "a manual page";
  if (IsHtml(content)) return "a page of HTML";
  if (IsNameOfNotes(path)) return "a record of the release";
  if (IsDocBook(NameOf(lower), content) || NameOf(path) == "FAQ") return "a text of the documentation";
  const bool is_text = IsBelowDocumentation(lower) && (IsNameOfText(NameOf(lower)) || IsTexinfo(content));
  return is_text ? "a text of the documentation" : std::string_view();
}

}  // namespace halfsecond::release
