#include "analysis/release/regenerate.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "analysis/release/archive_stream.h"
#include "analysis/release/generators.h"
#include "base/limits.h"
#include "base/text.h"

namespace halfsecond::release {
namespace {

using How = sandbox::WorkEnd::How;
using Type = archive::Entry::Type;

constexpr std::chrono::seconds kDeadline{120};  // of one tool; met: 21
constexpr std::size_t kMostShown = 20;          // changed lines that are evidence
constexpr std::size_t kQuoteBytes = 160;

// Puts an archive's files into a workshop, without their top folder.
class Unpacker final : public ArchiveSink {
 public:
  Unpacker(sandbox::Workshop& workshop, const std::string& top) : workshop_(workshop), top_(top) {}

  void OnEntry(const archive::Entry& entry) override {
    End();
    const std::size_t top_at = entry.path.starts_with("./") ? 2 : 0;
    const bool is_below = archive::StaysInside(entry.path) && entry.path.compare(top_at, top_.size(), top_) == 0;
    is_wanted_ = is_below && entry.type == Type::kFile && entry.size.value_or(0) <= limits::kMaxObjectBytes;
    path_ = is_below ? entry.path.substr(top_at + top_.size()) : "";
    mode_ = entry.mode;
    content_.clear();
    if (is_below && entry.type == Type::kSymlink) Keep(workshop_.PutLink(path_, entry.link));
  }
  void OnData(Bytes data) override {
    if (is_wanted_) content_ += data.text();
  }
  void OnOddity(std::string_view, const std::string&, std::string) override {}  // told when it was listed
  const std::optional<Error>& failure() const override { return failure_; }

  void End() {
    if (std::exchange(is_wanted_, false)) Keep(workshop_.PutFile(path_, mode_, content_));
  }

 private:
  // A name that leads nowhere is left out; a workshop that is gone ends it all.
  void Keep(Result<void> done) {
    if (!done.ok() && done.error().kind == Error::Kind::kIo) failure_ = std::move(done).error();
  }

  sandbox::Workshop& workshop_;
  std::string top_;
  std::string path_;
  std::uint32_t mode_ = 0;
  std::string content_;
  bool is_wanted_ = false;
  std::optional<Error> failure_;
};

std::string LastLine(std::string_view said) {
  while (said.ends_with('\n')) said.remove_suffix(1);
  const std::string_view line = said.substr(said.rfind('\n') + 1);
  return std::string(line.substr(0, kQuoteBytes));
}

struct Claim {
  ReleaseFile* file = nullptr;
  std::string_view content;
  Generator generator;
};

class Regenerating {
 public:
  explicit Regenerating(sandbox::Workshop& workshop) : workshop_(workshop) {}

  // The version of a tool of this system; "" when it is not here.
  Result<std::string> VersionHere(std::string_view tool) {
    const auto known = versions_.find(tool);
    if (known != versions_.end()) return known->second;
    HS_TRY(end, workshop_.Run({std::string(tool), "--version"}, "", kDeadline));
    return versions_[std::string(tool)] = end.how == How::kExited && end.status == 0 ? VersionSaid(end.said) : "";
  }

  Result<void> Judge(const Claim& claim) {
    const Generator& generator = claim.generator;
    const std::string tool(generator.tool);
    HS_TRY(here, VersionHere(tool == "autoheader" ? "autoconf" : tool));
    if (here.empty() || (!generator.version.empty() && generator.version != here)) {
      if (claim.file->strength == Strength::kLabelled) {
        claim.file->cause = "says that " + tool + " made it: it takes version " +
                            (generator.version.empty() ? "unknown" : generator.version) + ", here is " +
                            (here.empty() ? "none" : here);
      }
      return {};
    }
    const std::string named = tool + " " + here;
    bool is_made = false;
    for (const Generator::Way& way : generator.ways) {
      HS_TRY(succeeded, RunOnce(way));
      HS_TRY(made, workshop_.Fetch(generator.made));
      if (!succeeded || !made) continue;
      is_made = true;
      if (Settle(claim, named, *made)) return {};
    }
    if (!is_made && claim.file->strength == Strength::kLabelled) {
      claim.file->cause = "says that " + tool + " made it: " + named + " failed on the archive's files";
      claim.file->evidence = {{tool + " says", 0, "", failed_saying_}};
    }
    return {};
  }

 private:
  // automake makes all its files in one run: they are asked for one after the other.
  Result<bool> RunOnce(const Generator::Way& way) {
    if (last_ && *last_ == way) return last_succeeded_;
    HS_TRY(end, workshop_.Run(way.words, way.folder, kDeadline));
    last_ = way;
    last_succeeded_ = end.how == How::kExited && end.status == 0;
    if (!last_succeeded_) failed_saying_ = LastLine(end.said);
    return last_succeeded_;
  }

  // Is the question settled?
  static bool Settle(const Claim& claim, const std::string& tool, const std::string& made) {
    ReleaseFile& file = *claim.file;
    const Likeness likeness = Compare(claim.content, made);
    const bool is_same = likeness.how == Likeness::How::kSame;
    const bool is_proved = is_same || likeness.how == Likeness::How::kSameButStamps;
    if (!is_proved && claim.generator.means == Means::kPerhaps) return false;
    file.explained_by = "regenerated";
    file.evidence.clear();
    if (is_proved) {
      file.strength = Strength::kProved;
      file.cause = tool + " makes the same of the archive's files" + (is_same ? "" : ", but for version stamps");
      return true;
    }
    const bool is_other_version = likeness.how == Likeness::How::kOtherVersion;
    file.strength = is_other_version ? Strength::kUnexplained : Strength::kContradicts;
    file.cause = is_other_version ? Count(likeness.differing.size(), "line", "lines") +
                                        " besides the version, which asks git, not made by " + tool
                                  : "not what " + tool + " makes of the archive's own files";
    for (std::size_t i = 0; i < std::min(likeness.differing.size(), kMostShown); ++i) {
      const DifferingLine& line = likeness.differing[i];
      file.evidence.push_back({file.path, line.number, "line", line.text.substr(0, kQuoteBytes)});
    }
    return true;
  }

  sandbox::Workshop& workshop_;
  std::map<std::string, std::string, std::less<>> versions_;
  std::optional<Generator::Way> last_;
  bool last_succeeded_ = false;
  std::string failed_saying_;  // foreign
};

bool IsClaim(const ReleaseFile& file) {
  return file.explained_by == "banner" ||
         (file.explained_by == "never-seen-lines" && file.path.ends_with("aclocal.m4"));
}

// What others are made of is made again last; files of one run stand together.
bool ComesBefore(const Claim& a, const Claim& b) {
  const auto key = [](const Claim& claim) {
    const Generator::Way& way = claim.generator.ways.front();
    return std::tie(claim.generator.means, way.folder, way.words);
  };
  return key(a) < key(b);
}

}  // namespace

Result<void> Regenerate(const ArchivePlace& archive, const ArchiveListing& listing, sandbox::Workshop& workshop,
                        std::vector<ReleaseFile>& files) {
  std::unordered_map<std::string_view, const ArchiveFile*> by_path;
  for (const ArchiveFile& file : listing.files) by_path.emplace(file.path, &file);
  const FileOfArchive content_of = [&](const std::string& path) -> std::optional<std::string_view> {
    const auto found = by_path.find(path);
    if (found == by_path.end()) return std::nullopt;
    std::string_view text;
    if (found->second->content) text = *found->second->content;
    return text;
  };
  std::vector<Claim> claims;
  for (ReleaseFile& file : files) {
    const auto content = IsClaim(file) ? content_of(file.path) : std::nullopt;
    if (!content || content->empty()) continue;
    if (auto generator = GeneratorOf(file.path, *content, content_of)) claims.push_back({&file, *content, *generator});
  }
  if (claims.empty()) return {};
  std::stable_sort(claims.begin(), claims.end(), &ComesBefore);
  Unpacker unpacker(workshop, listing.top);
  HS_CHECK(StreamArchive(archive.descriptor, archive.plugins, unpacker));
  unpacker.End();
  Regenerating regenerating(workshop);
  for (const Claim& claim : claims) {
    HS_CHECK(regenerating.Judge(claim));
  }
  return {};
}

}  // namespace halfsecond::release
