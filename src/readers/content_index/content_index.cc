#include "readers/content_index/content_index.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/limits.h"
#include "base/sha1.h"

namespace halfsecond::content_index {
namespace {

constexpr std::string_view kMagic = "HSINDEX1";
constexpr std::size_t kSha1Bytes = 20;  // the ids of all sources
constexpr std::size_t kHeaderBytes = 8 + 8 + 4 * 4;

Result<std::string> ShortText(Bytes bytes, std::uint64_t& at) {
  HS_TRY(length, bytes.Integer<std::uint8_t>(at, ByteOrder::kLittle));
  HS_TRY(text, bytes.Slice(at + 1, length));
  at += 1 + std::uint64_t{length};
  return std::string(text.text());
}

template <class T>
void Put(std::string& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
}

void PutShort(std::string& out, std::string_view text) {
  const std::string_view some = text.substr(0, 255);
  out += static_cast<char>(some.size());
  out += some;
}

// The counts of the buckets. False: one is too full.
bool PutBuckets(std::string& out, const std::vector<std::uint32_t>& counts) {
  for (const std::uint32_t count : counts) {
    if (count > 255) return false;
    out += static_cast<char>(count);
  }
  return true;
}

std::size_t BucketOf(std::string_view digest) {
  return static_cast<std::size_t>(static_cast<unsigned char>(digest[0])) << 8 | static_cast<unsigned char>(digest[1]);
}

std::string_view Text(const git::ObjectId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

std::array<char, 8> BigEndian(LineDigest line) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(line >> (56 - 8 * i));
  return bytes;
}

}  // namespace

std::optional<LineDigest> DigestOfLine(std::string_view line) {
  while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
  if (line.find_first_not_of(" \t") == std::string_view::npos) return std::nullopt;
  const Sha1Digest sum = Sha1().Add(std::as_bytes(std::span(line.data(), line.size()))).Finish();
  LineDigest digest = 0;
  for (std::size_t i = 0; i < 8; ++i) digest = digest << 8 | sum[i];
  return digest;
}

std::optional<Serial> SerialOf(std::string_view m4) {
  constexpr std::size_t kLookedLines = 64;  // aclocal takes it from anywhere; published ones stand at the top
  constexpr std::string_view kWord = "serial ";
  for (std::size_t number = 1; number <= kLookedLines && !m4.empty(); ++number) {
    std::string_view line = m4.substr(0, std::min(m4.find('\n'), m4.size()));
    m4.remove_prefix(std::min(line.size() + 1, m4.size()));
    if (!line.starts_with('#') && !line.starts_with("dnl")) continue;
    line.remove_prefix(line.starts_with('#') ? 1 : 3);
    const std::size_t word = line.find_first_not_of(" \t#");
    if (word == std::string_view::npos || !line.substr(word).starts_with(kWord)) continue;
    line.remove_prefix(word + kWord.size());
    std::uint32_t serial = 0;
    std::size_t digits = 0;
    for (; digits < line.size() && digits < 9 && line[digits] >= '0' && line[digits] <= '9'; ++digits) {
      serial = serial * 10 + static_cast<std::uint32_t>(line[digits] - '0');
    }
    if (digits > 0) return Serial{serial, number};
  }
  return std::nullopt;
}

std::string ReleasedName(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".m4.in")) name.remove_suffix(3);
  return std::string(name);
}

Result<std::uint64_t> ContentIndex::ReadNames(Bytes bytes, std::uint64_t at) {
  const auto count = [&bytes](std::uint64_t offset) {
    return bytes.IntegerUnchecked<std::uint32_t>(offset, ByteOrder::kLittle);
  };
  const std::uint32_t sources = count(16);
  const std::uint32_t names = count(20);
  if (sources > 255 || names > 65'535) return Error{Error::Kind::kLimit, "an index of too many names", 16};
  for (std::uint32_t i = 0; i < sources; ++i) {
    SourceRepository source;
    HS_TRY(name, ShortText(bytes, at));
    HS_TRY(commit, bytes.Slice(at, kSha1Bytes));
    HS_TRY(date, bytes.Integer<std::uint64_t>(at + kSha1Bytes, ByteOrder::kLittle));
    source.name = std::move(name);
    std::memcpy(source.commit.bytes.data(), commit.text().data(), kSha1Bytes);
    source.commit.length = kSha1Bytes;
    source.date_seconds = static_cast<std::int64_t>(date);
    at += kSha1Bytes + 8;
    sources_.push_back(std::move(source));
  }
  for (std::uint32_t i = 0; i < names; ++i) {
    KnownName known;
    HS_TRY(name, ShortText(bytes, at));
    HS_TRY(source, bytes.Integer<std::uint8_t>(at, ByteOrder::kLittle));
    HS_TRY(versions, bytes.Integer<std::uint32_t>(at + 1, ByteOrder::kLittle));
    HS_TRY(serial, bytes.Integer<std::uint32_t>(at + 5, ByteOrder::kLittle));
    at += 9;
    if (source >= sources) return Error{Error::Kind::kMalformed, "a name of no source", at};
    if (!names_.empty() && names_.back().name >= name) return Error{Error::Kind::kMalformed, "names out of order", at};
    names_.push_back({std::move(name), source, versions, serial});
  }
  return at;
}

Result<ContentIndex> ContentIndex::Read(Bytes bytes) {
  if (bytes.size() < kHeaderBytes) return Error{Error::Kind::kTruncated, "no index", 0};
  if (!bytes.text().starts_with(kMagic)) return Error{Error::Kind::kMalformed, "no index of this version", 0};
  ContentIndex index;
  index.date_seconds_ = static_cast<std::int64_t>(bytes.IntegerUnchecked<std::uint64_t>(8, ByteOrder::kLittle));
  const auto blobs = bytes.IntegerUnchecked<std::uint32_t>(24, ByteOrder::kLittle);
  const auto lines = bytes.IntegerUnchecked<std::uint32_t>(28, ByteOrder::kLittle);
  HS_TRY(at, index.ReadNames(bytes, kHeaderBytes));
  HS_TRY(blob_table, ReadTable(bytes, at, blobs, kBlobBytes));
  for (std::uint64_t i = 0; i < blobs; ++i) {
    const auto name = blob_table.entries.IntegerUnchecked<std::uint16_t>(i * kBlobBytes + kIdBytes, ByteOrder::kLittle);
    if (name >= index.names_.size()) return Error{Error::Kind::kMalformed, "a blob of no name", at};
  }
  HS_TRY(line_table, ReadTable(bytes, at, lines, kLineBytes));
  index.blobs_ = std::move(blob_table);
  index.lines_ = std::move(line_table);
  return index;
}

Result<ContentIndex::Table> ContentIndex::ReadTable(Bytes bytes, std::uint64_t& at, std::uint32_t count,
                                                    std::size_t entry_bytes) {
  HS_TRY(counts, bytes.Slice(at, kBuckets));
  HS_TRY(entries, bytes.Slice(at + kBuckets, std::uint64_t{count} * entry_bytes));
  Table table{{}, entries, entry_bytes};
  table.ends.reserve(kBuckets);
  std::uint32_t sum = 0;
  for (const char bucket : counts.text()) table.ends.push_back(sum += static_cast<unsigned char>(bucket));
  if (sum != count) return Error{Error::Kind::kMalformed, "a table that is not as long as its buckets", at};
  at += kBuckets + entries.size();
  return table;
}

std::optional<Bytes> ContentIndex::Table::Find(std::string_view wanted) const {
  if (ends.empty()) return std::nullopt;
  const std::size_t bucket = BucketOf(wanted);
  const std::string_view rest = wanted.substr(2);
  const std::string_view all = entries.text();
  const std::size_t last = ends[bucket];
  for (std::size_t i = bucket == 0 ? 0 : ends[bucket - 1]; i < last; ++i) {
    if (all.substr(i * entry_bytes, rest.size()) == rest) return *entries.Slice(i * entry_bytes, entry_bytes);
  }
  return std::nullopt;
}

const KnownName* ContentIndex::Find(const git::ObjectId& blob) const {
  if (blob.length != kSha1Bytes) return nullptr;
  const auto entry = blobs_.Find(Text(blob).substr(0, 2 + kIdBytes));
  return entry ? &names_[entry->IntegerUnchecked<std::uint16_t>(kIdBytes, ByteOrder::kLittle)] : nullptr;
}

const KnownName* ContentIndex::FindName(std::string_view name) const {
  const auto found =
      std::lower_bound(names_.begin(), names_.end(), name,
                       [](const KnownName& known, std::string_view wanted) { return known.name < wanted; });
  return found != names_.end() && found->name == name ? &*found : nullptr;
}

bool ContentIndex::HasLine(LineDigest line) const {
  const std::array<char, 8> bytes = BigEndian(line);
  return lines_.Find({bytes.data(), bytes.size()}).has_value();
}

git::ObjectId CutId(const git::ObjectId& id) {
  git::ObjectId cut = id;
  std::fill(cut.bytes.begin() + 2 + ContentIndex::kIdBytes, cut.bytes.end(), std::uint8_t{0});
  return cut;
}

IndexContents ContentIndex::Contents() const {
  IndexContents contents{date_seconds_, sources_, names_, {}, {}};
  contents.blobs.reserve(blobs());
  contents.lines.reserve(lines());
  std::size_t at = 0;
  for (std::size_t bucket = 0; bucket < blobs_.ends.size(); ++bucket) {
    for (; at < blobs_.ends[bucket]; ++at) {
      git::ObjectId id;
      id.length = kSha1Bytes;
      id.bytes[0] = static_cast<std::uint8_t>(bucket >> 8U);
      id.bytes[1] = static_cast<std::uint8_t>(bucket);
      std::memcpy(id.bytes.data() + 2, blobs_.entries.text().data() + at * kBlobBytes, kIdBytes);
      const auto name = blobs_.entries.IntegerUnchecked<std::uint16_t>(at * kBlobBytes + kIdBytes, ByteOrder::kLittle);
      contents.blobs.push_back({id, name});
    }
  }
  at = 0;
  for (std::size_t bucket = 0; bucket < lines_.ends.size(); ++bucket) {
    for (; at < lines_.ends[bucket]; ++at) {
      LineDigest line = bucket;
      for (const char c : lines_.entries.text().substr(at * kLineBytes, kLineBytes))
        line = line << 8U | static_cast<unsigned char>(c);
      contents.lines.push_back(line);
    }
  }
  return contents;
}

Result<std::string> Write(const IndexContents& contents) {
  if (contents.names.size() > 65'535 || contents.sources.size() > 255) {
    return Error{Error::Kind::kLimit, "more names than an index counts"};
  }
  std::string out(kMagic);
  Put(out, contents.date_seconds);
  for (const std::size_t count :
       {contents.sources.size(), contents.names.size(), contents.blobs.size(), contents.lines.size()}) {
    Put(out, static_cast<std::uint32_t>(count));
  }
  for (const SourceRepository& source : contents.sources) {
    PutShort(out, source.name);
    out.append(reinterpret_cast<const char*>(source.commit.bytes.data()), kSha1Bytes);
    Put(out, source.date_seconds);
  }
  for (const KnownName& name : contents.names) {
    PutShort(out, name.name);
    Put(out, name.source);
    Put(out, name.versions);
    Put(out, name.highest_serial);
  }
  const Error too_full{Error::Kind::kLimit, "too many digests with one beginning"};
  std::vector<std::uint32_t> counts(ContentIndex::kBuckets);
  for (const auto& blob : contents.blobs) ++counts[BucketOf(Text(blob.id))];
  if (!PutBuckets(out, counts)) return too_full;
  for (const auto& blob : contents.blobs) {
    out += Text(blob.id).substr(2, ContentIndex::kIdBytes);
    Put(out, blob.name);
  }
  counts.assign(counts.size(), 0);
  for (const LineDigest line : contents.lines) ++counts[line >> 48];
  if (!PutBuckets(out, counts)) return too_full;
  for (const LineDigest line : contents.lines) out.append(BigEndian(line).data() + 2, ContentIndex::kLineBytes);
  return out;
}

}  // namespace halfsecond::content_index
