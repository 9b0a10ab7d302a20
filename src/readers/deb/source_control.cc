#include "readers/deb/source_control.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace halfsecond::deb {
namespace {

// The last word of a line of Files or Checksums-*: " DIGEST SIZE NAME".
Result<void> AddFile(std::string_view line, std::uint64_t at, SourceControl& control) {
  line = Trimmed(line);
  if (line.empty()) return {};
  const std::string_view name = line.substr(std::min(line.find_last_of(" \t") + 1, line.size()));
  if (name.empty() || name.find('/') != std::string_view::npos || name == "." || name == "..") {
    return Error{Error::Kind::kMalformed, "a file that is not beside the .dsc", at};
  }
  if (control.files.size() == limits::kMaxSourceFiles)
    return Error{Error::Kind::kLimit, "a .dsc of too many files", at};
  if (std::find(control.files.begin(), control.files.end(), name) == control.files.end())
    control.files.emplace_back(name);
  return {};
}

bool IsCompressedTar(std::string_view name) {
  return name.find(".tar.") != std::string_view::npos && !name.ends_with(".asc");
}

std::string FirstWith(const std::vector<std::string>& files, std::string_view part) {
  const auto found = std::find_if(files.begin(), files.end(), [part](const std::string& name) {
    return IsCompressedTar(name) && name.find(part) != std::string::npos;
  });
  return found == files.end() ? std::string() : *found;
}

}  // namespace

std::string SourceControl::ComponentArchive(std::string_view component) const {
  return FirstWith(files, ".orig-" + std::string(component) + ".tar.");
}

std::string SourceControl::PackagingArchive() const {
  return FirstWith(files, ".debian.tar.");
}

std::string SourceControl::UpstreamArchive() const {
  if (std::string original = FirstWith(files, ".orig.tar."); !original.empty()) return original;
  const auto native = std::find_if(files.begin(), files.end(), [](const std::string& name) {
    return IsCompressedTar(name) && name.find(".debian.tar.") == std::string::npos &&
           name.find(".orig-") == std::string::npos;
  });
  return native == files.end() ? "" : *native;
}

Result<SourceControl> ReadSourceControl(Bytes file) {
  SourceControl control;
  bool is_list = false;
  std::string_view rest = file.text();
  std::uint64_t at = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.starts_with("-----BEGIN PGP SIGNATURE")) break;
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (is_list) {
        HS_CHECK(AddFile(line, at, control));
      }
    } else {
      const std::size_t colon = std::min(line.find(':'), line.size());
      const std::string_view field = line.substr(0, colon);
      is_list = field == "Files" || field == "Checksums-Sha256";
      const std::string_view value = Trimmed(line.substr(std::min(colon + 1, line.size())));
      if (field == "Source") control.source = value;
      if (field == "Version") control.version = value;
    }
    at += line.size() + 1;
  }
  if (control.files.empty()) return Error{Error::Kind::kMalformed, "a .dsc that names no files"};
  return control;
}

}  // namespace halfsecond::deb
