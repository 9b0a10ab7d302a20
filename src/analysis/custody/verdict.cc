#include "analysis/custody/verdict.h"

#include "analysis/custody/stored_id.h"
#include "analysis/store/record_bytes.h"
#include "base/limits.h"

namespace halfsecond::custody {
namespace {

// Raised whenever a signal that looks at contents answers otherwise than before.
constexpr std::uint8_t kVerdictVersion = 3;
constexpr auto kLastKind = static_cast<std::uint8_t>(CustodyEventKind::kDeadBuildProbe);

enum Flag : std::uint8_t { kFirstYear = 1, kPush = 2, kLoad = 4, kAll = 7 };

// A page: byte version, records, checksum. A record: byte length of the id, the id, numbers of the change, the
// compiler and the compilations, byte flags, count of events and each: byte kind, text.
void AppendVerdict(const VerdictKey& key, const Verdict& verdict, std::string& page) {
  store::RecordWriter out(page);
  AppendId(key.commit, page);
  out.Number(key.change);
  out.Number(key.compiler);
  out.Number(verdict.compilations);
  out.Byte(static_cast<std::uint8_t>((key.is_first_year ? kFirstYear : 0) | (key.has_push ? kPush : 0) |
                                     (verdict.is_load ? kLoad : 0)));
  out.Number(verdict.told.size());
  for (const auto& [kind, detail] : verdict.told) {
    out.Byte(static_cast<std::uint8_t>(kind));
    out.Text(detail);
  }
}

void ReadVerdict(store::RecordReader& in, VerdictKey& key, Verdict& verdict) {
  key.commit = ReadId(in);
  const std::uint64_t change = in.Number();
  if (change > limits::kMaxGitChanges) in.Fail();
  key.change = static_cast<std::uint32_t>(change);
  key.compiler = in.Number();
  const std::uint64_t compilations = in.Number();
  if (compilations > limits::kMaxCompilationsOfChange) in.Fail();
  verdict.compilations = static_cast<std::uint32_t>(compilations);
  const std::uint8_t flags = in.ByteUpTo(kAll);
  key.is_first_year = (flags & kFirstYear) != 0;
  key.has_push = (flags & kPush) != 0;
  verdict.is_load = (flags & kLoad) != 0;
  for (std::uint64_t left = in.Count(); left > 0 && !in.failed(); --left) {
    const auto kind = static_cast<CustodyEventKind>(in.ByteUpTo(kLastKind));
    verdict.Tell(kind, std::string(in.Text()));
  }
}

class Pages {
 public:
  void Add(const VerdictKey& key, const Verdict& verdict) {
    if (pages_.empty() || pages_.back().size() >= kPageBytes)
      pages_.emplace_back(1, static_cast<char>(kVerdictVersion));
    AppendVerdict(key, verdict, pages_.back());
  }
  std::vector<std::string> Ended() {
    for (std::string& page : pages_) store::AppendChecksum(page);
    return std::move(pages_);
  }

 private:
  std::vector<std::string> pages_;
};

}  // namespace

const Verdict* VerdictBook::Find(const VerdictKey& key) const {
  const auto found = verdicts_.find(key);
  return found == verdicts_.end() ? nullptr : &found->second;
}

const Verdict& VerdictBook::Add(const VerdictKey& key, Verdict verdict) {
  const auto at = verdicts_.emplace(key, std::move(verdict)).first;
  if (at->second.is_final) added_.push_back(&*at);
  return at->second;
}

Result<void> VerdictBook::TakePage(Bytes page) {
  HS_TRY(content, store::Checked(page));
  store::RecordReader in(content);
  if (in.Byte() != kVerdictVersion) return Error{Error::Kind::kUnsupported, "verdicts of another version"};
  while (!in.failed() && !in.finished()) {
    if (verdicts_.size() >= limits::kMaxGitChanges) return Error{Error::Kind::kLimit, "too many verdicts"};
    VerdictKey key;
    Verdict verdict;
    ReadVerdict(in, key, verdict);
    if (!in.failed()) verdicts_.emplace(key, std::move(verdict));
  }
  if (in.failed()) return Error{Error::Kind::kMalformed, "verdicts that cannot be read", in.at()};
  return {};
}

void VerdictBook::KeepOnly(std::uint64_t compiler) {
  const auto is_other = [&](const auto& one) { return one.first.compiler != 0 && one.first.compiler != compiler; };
  has_lost_ = std::erase_if(verdicts_, is_other) > 0 || has_lost_;
}

std::vector<std::string> VerdictBook::NewPages() const {
  Pages pages;
  for (const auto* one : added_) pages.Add(one->first, one->second);
  return pages.Ended();
}

std::vector<std::string> VerdictBook::AllPages() const {
  Pages pages;
  for (const auto& [key, verdict] : verdicts_) {
    if (verdict.is_final) pages.Add(key, verdict);
  }
  return pages.Ended();
}

}  // namespace halfsecond::custody
