// kind-of-file: releases commonly add or render such files, and no compiler or shell reads them. It is only a label.

#include <algorithm>
#include <array>
#include <cctype>

#include "analysis/release/archive_paths.h"
#include "analysis/release/build_names.h"
#include "analysis/release/explain/documentation.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

struct Kind {
  std::string_view ending;
  std::string_view cause;
};

constexpr std::array kKinds{
    Kind{".html", "rendered documentation"},
    Kind{".htm", "rendered documentation"},
    Kind{".pdf", "rendered documentation"},
    Kind{".ps", "rendered documentation"},
    Kind{".txt", "rendered documentation"},
    Kind{".info", "rendered documentation"},
    Kind{".rst", "rendered documentation"},
    Kind{".md", "rendered documentation"},
    Kind{".wiki", "rendered documentation"},
    Kind{".css", "rendered documentation"},
    Kind{".png", "rendered documentation"},
    Kind{".svg", "rendered documentation"},
    Kind{"/objects.inv", "rendered documentation"},
    Kind{".devhelp2", "rendered documentation"},
    Kind{".pod", "rendered documentation"},
    Kind{".po", "a translation"},
    Kind{".pot", "a translation"},
    Kind{".gmo", "a compiled translation"},
    Kind{".header", "a translation"},
    Kind{".sin", "a translation"},
    Kind{".vcxproj", "a project of Visual Studio"},
    Kind{".dsp", "a project of Visual Studio"},
    Kind{".vcproj", "a project of Visual Studio"},
    Kind{".vcxproj.filters", "a project of Visual Studio"},
    Kind{"version.texi", "a version for the manual"},
    Kind{"docs/version.xml", "a version for the manual"},
    Kind{"POTFILES.in", "a list of translated files"},
    Kind{"LINGUAS", "a translation"},
};

constexpr std::array<std::string_view, 18> kRecords{"ChangeLog",
                                                    "Changes",
                                                    "CONTRIBUTORS",
                                                    "CREDITS",
                                                    "NOTICE",
                                                    "MANIFEST",
                                                    "AUTHORS",
                                                    "NEWS",
                                                    "CHANGES",
                                                    "THANKS",
                                                    "README",
                                                    "TO"
                                                    "DO",
                                                    "INSTALL",
                                                    "COPYING",
                                                    "VERSION",
                                                    ".version",
                                                    "LICENSE",
                                                    ".tarball-version"};

// "curl.1", "EVP.3ssl": a manual page, whose text is roff or its ancestors.
bool IsManualPage(std::string_view name, std::string_view content) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == name.size() || name[dot + 1] < '1' || name[dot + 1] > '8')
    return false;
  const bool is_request = content.size() > 1 && content.front() == '.' &&
                          (std::isalpha(static_cast<unsigned char>(content[1])) != 0 || content[1] == '\\');
  return is_request || content.starts_with("'\\\"");
}

bool IsOfTests(std::string_view path) {
  const std::string folders =
      "/" + std::string(path.substr(0, path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/'))) + "/";
  constexpr std::array<std::string_view, 5> kFolders{"/test/", "/tests/", "/testsuite/", "/fuzz/", "/testdata/"};
  return std::any_of(kFolders.begin(), kFolders.end(),
                     [&](std::string_view folder) { return folders.find(folder) != std::string::npos; });
}

// "SSH(1)    General Commands Manual    SSH(1)": a manual page as it is shown, without what makes it bold.
bool IsShownPage(std::string_view content) {
  content.remove_prefix(std::min(content.find_first_not_of('\n'), content.size()));
  const std::string_view line = content.substr(0, content.find('\n'));
  const std::string_view name = line.substr(0, line.find(' '));
  const std::size_t open = name.find('(');
  return open != std::string_view::npos && open > 0 && name.ends_with(')') && line.size() > 2 * name.size() &&
         line.ends_with(name) && name.substr(open + 1).find_first_of("123456789") == 0;
}

// "gcrypt.info-2": a part of a manual.
bool IsInfoPart(std::string_view name) {
  const std::size_t at = name.rfind(".info-");
  return at != std::string_view::npos && name.find_first_not_of("0123456789", at + 6) == std::string_view::npos;
}

constexpr std::uint64_t kMostStampBytes = 200;

// "stamp-vti", "stamp-po": a date that make compares, and no more.
bool IsNamedStamp(const ArchiveFile& file, std::string_view name) {
  return name.starts_with("stamp-") && file.size <= kMostStampBytes;
}

// Nothing but a number, as of seconds.
bool IsNumber(std::string_view content) {
  return !content.empty() && content.size() <= kMostStampBytes &&
         content.find_first_not_of("0123456789.\n") == std::string_view::npos;
}

// What an index of packages is told of one: PKG-INFO (PyPA, core metadata), META.json and META.yml (CPAN::Meta::Spec).
bool IsMetadata(std::string_view name, std::string_view content) {
  if (name == "PKG-INFO") return content.starts_with("Metadata-Version: ");
  if (name != "META.json" && name != "META.yml") return false;
  return content.find("generated_by") != std::string_view::npos && content.find("meta-spec") != std::string_view::npos;
}

// A test for the author of what Dist::Zilla puts together: the tag has its dist.ini, and installing runs t/ alone.
bool IsAuthorTest(std::string_view path, const Comparison& comparison) {
  return path.starts_with("xt/") && path.ends_with(".t") &&
         comparison.TagFileAt(comparison.prefix() + "dist.ini") != nullptr;
}

// "NEWS", "README.md", "version".
bool IsRecord(std::string_view name) {
  return name == "version" || std::any_of(kRecords.begin(), kRecords.end(), [&](std::string_view record) {
           return name == record || name.starts_with(std::string(record) + ".");
         });
}

// By what a text says, or how it is laid out: its cause, or nothing.
std::string_view CauseByContent(std::string_view name, std::string_view content) {
  if (IsMetadata(name, content)) return "what an index of packages is told";
  if (IsShownPage(content)) return "a manual page, as it is shown";
  return IsManualPage(name, content) ? "a manual page" : std::string_view();
}

// By its name, whatever it holds.
std::string_view CauseByName(std::string_view path, std::string_view name) {
  const auto kind =
      std::find_if(kKinds.begin(), kKinds.end(), [path](const Kind& one) { return path.ends_with(one.ending); });
  if (kind != kKinds.end()) return kind->cause;
  const bool is_script_of_page = name.ends_with(".js") && path.find("html/") != std::string_view::npos;
  return IsInfoPart(name) || is_script_of_page ? "rendered documentation" : std::string_view();
}

// By its kind and what is in it; "" for none.
std::string_view CauseOf(std::string_view path, const ArchiveFile& file) {
  const std::string_view name = NameOf(path);
  if (const auto cause = CauseByName(path, name); !cause.empty()) return cause;
  const bool is_file = file.type == archive::Entry::Type::kFile;  // and no link to ".."
  if (is_file && IsNamedStamp(file, name)) return "a stamp of make";
  const std::string_view content = file.content ? std::string_view(*file.content) : std::string_view();
  if (const auto cause = CauseByContent(name, content); !cause.empty()) return cause;
  return IsRecord(name) ? "a record of the release" : std::string_view();
}

// What only a release adds may look like; the same in a file of the tag's that was changed is no reason for the change.
std::string_view CauseOfAdded(std::string_view path, const ArchiveFile& file) {
  if (file.type != archive::Entry::Type::kFile || !file.content) return "";
  if (IsNumber(*file.content)) return "a stamp of make";
  return CauseOfDocumentation(path, file);
}

std::optional<Explained> ExplainKindOfFile(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const bool is_added = difference.state == FileState::kOnlyInArchive;
  if (is_added && IsAuthorTest(difference.path, comparison))
    return ExplainedBy(Strength::kLabelled, "a test for the author, by Dist::Zilla; installing runs none of xt/");
  if (is_added && content && content->find_first_not_of(" \t\r\n") == std::string::npos)
    return ExplainedBy(Strength::kLabelled, "nothing but blanks");
  // What a test reads is input of a build like any other.
  if (IsOfTests(difference.path)) return std::nullopt;
  const bool is_program = (difference.in_archive->mode & 0111U) != 0 || IsReadByBuilds(difference.path);
  if (is_program || (content && content->starts_with("#!"))) return std::nullopt;
  std::string_view cause = CauseOf(difference.path, *difference.in_archive);
  if (cause.empty() && is_added) cause = CauseOfAdded(difference.path, *difference.in_archive);
  if (cause.empty()) return std::nullopt;
  return ExplainedBy(Strength::kLabelled, cause);
}

}  // namespace

extern const Explanation kKindOfFile;
constinit const Explanation kKindOfFile{"kind-of-file", &ExplainKindOfFile};

}  // namespace halfsecond::release
