// aclocal-parts: aclocal.m4 is aclocal's own lines around macro files, each of them whole: a published one, or one of
// the tag's. aclocal leaves out lines that begin with "##" and puts an empty line behind each file.
//
// Blind spots: which files, and in which order; the lines that include others, which stand for files of the archive.

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "analysis/release/aclocal_lines.h"
#include "analysis/release/explain/explanation.h"
#include "analysis/release/text_lines.h"
#include "readers/content_index/normal_form.h"
#include "readers/git/object_sum.h"

namespace halfsecond::release {
namespace {

constexpr std::uint64_t kMostHashed = 512ULL << 20;  // bytes, of one aclocal.m4

// Does a file often begin with such a line?
bool IsBeginning(std::string_view line) {
  const bool is_comment = line.starts_with('#') || line.starts_with("dnl");
  return is_comment &&
         (line.find(".m4") != std::string_view::npos || line.find("Copyright") != std::string_view::npos ||
          line.find("Autoconf") != std::string_view::npos || line.starts_with("# ===="));
}

// Reads an aclocal.m4 from its beginning to its end.
class Parts {
 public:
  Parts(std::string_view content, Comparison& comparison)
      : content_(content), lines_(LinesOf(content)), comparison_(comparison) {}

  bool AreKnown() {
    if (content_.empty() || content_.back() != '\n') return false;
    at_ = OwnLinesOfAclocal(lines_);
    if (at_ == 0) return false;
    while (at_ < lines_.size()) {
      if (lines_[at_].empty() || IsIncludeOfMacros(lines_[at_])) {
        ++at_;
      } else if (!TakeFile()) {
        return false;
      }
    }
    return true;
  }
  std::size_t files() const { return files_; }

 private:
  // A whole file that begins here: one behind which there is an empty line, or nothing. Where the next file seems to
  // begin is tried first: libtool.m4 alone has 700 empty lines, and each end tried is a file hashed.
  bool TakeFile() {
    std::vector<std::size_t> likely;
    std::vector<std::size_t> others;
    for (std::size_t end = at_ + 1; end <= lines_.size(); ++end) {
      if (end < lines_.size() && !lines_[end].empty()) continue;
      std::size_t next = end;
      while (next < lines_.size() && lines_[next].empty()) ++next;
      const bool is_likely = next == lines_.size() || IsIncludeOfMacros(lines_[next]) || IsBeginning(lines_[next]);
      (is_likely ? likely : others).push_back(end);
    }
    return TakeFileUpToOneOf(likely) || TakeFileUpToOneOf(others);
  }

  bool TakeFileUpToOneOf(const std::vector<std::size_t>& ends) {
    const std::size_t unseen = NextUnseenLine();
    const char* const start = lines_[at_].data();
    for (const std::size_t end : ends) {
      const char* const stop = end < lines_.size() ? lines_[end].data() : content_.data() + content_.size();
      const std::string_view file(start, static_cast<std::size_t>(stop - start));
      hashed_ += file.size();
      if (hashed_ > kMostHashed) return false;
      if (!IsKnown(file, end <= unseen ? Published::kMayBe : Published::kCannotBe)) continue;
      at_ = end;
      ++files_;
      return true;
    }
    return false;
  }

  // The first line from here on that stands in no published file; past the last one when all do.
  std::size_t NextUnseenLine() {
    if (unseen_ < at_ || unseen_ == kNotYetSought) {
      const auto is_seen = [this](std::string_view line) {
        const auto digest = content_index::DigestOfLine(line);
        return !digest || comparison_.index().HasLine(*digest) ||
               std::any_of(kStamped.begin(), kStamped.end(),
                           [line](const Stamped& one) { return content_index::IsStamp(one.name, line); });
      };
      unseen_ = at_;
      while (unseen_ < lines_.size() && is_seen(lines_[unseen_])) ++unseen_;
    }
    return unseen_;
  }

  // By its lines.
  enum class Published : std::uint8_t { kMayBe, kCannotBe };

  bool IsKnown(std::string_view file, Published published) const {
    const content_index::ContentIndex& index = comparison_.index();
    const git::Algorithm algorithm = comparison_.repository().algorithm();
    const git::ObjectId id = git::IdOfObject("blob", file);
    if (published == Published::kMayBe && (index.Find(id) != nullptr || IsNormalForm(file))) return true;
    const bool is_sha1 = algorithm == git::Algorithm::kSha1;
    return comparison_.TagFileOf(is_sha1 ? id : git::IdOfObject("blob", file, algorithm)) != nullptr;
  }

  // Of a published file.
  bool IsNormalForm(std::string_view file) const {
    const content_index::ContentIndex& index = comparison_.index();
    if (index.Find(content_index::IdOfNormalForm(file)) != nullptr) return true;
    return std::any_of(kStamped.begin(), kStamped.end(), [&](const Stamped& one) {
      if (!file.starts_with(one.begins) || file.find(one.has) == std::string_view::npos) return false;
      const auto* known = index.Find(content_index::IdOfNormalForm(content_index::NormalForm(one.name, file)));
      return known != nullptr && known->name == one.name;
    });
  }

  // Files into which a build writes its version, what each begins with, and a few lines later has.
  struct Stamped {
    std::string_view name;
    std::string_view begins;
    std::string_view has;
  };
  static constexpr std::array kStamped{Stamped{"amversion.m4", "# Copyright (C) ", "[am__api_version="},
                                       Stamped{"pkg.m4", "dnl pkg.m4 - ", "[PKG_MACROS_VERSION]"},
                                       Stamped{"pkg.m4", "# pkg.m4 - ", "[PKG_MACROS_VERSION]"}};
  static constexpr std::size_t kNotYetSought = static_cast<std::size_t>(-1);

  std::string_view content_;
  std::vector<std::string_view> lines_;
  Comparison& comparison_;
  std::size_t at_ = 0;
  std::size_t files_ = 0;
  std::size_t unseen_ = kNotYetSought;
  std::uint64_t hashed_ = 0;
};

std::optional<Explained> ExplainAclocalParts(const Difference& difference, Comparison& comparison) {
  const auto& content = difference.in_archive->content;
  const std::string_view name = difference.path.substr(difference.path.rfind('/') + 1);
  if (difference.state != FileState::kOnlyInArchive || !content || name != "aclocal.m4") return std::nullopt;
  Parts parts(*content, comparison);
  if (!parts.AreKnown()) return std::nullopt;
  return ExplainedBy(Strength::kProved, "macro files, each published or the tag's, put together by aclocal");
}

}  // namespace

extern const Explanation kAclocalParts;
constinit const Explanation kAclocalParts{"aclocal-parts", &ExplainAclocalParts};

}  // namespace halfsecond::release
