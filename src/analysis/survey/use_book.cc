#include "analysis/survey/use_book.h"

#include <algorithm>
#include <utility>

#include "analysis/store/record_bytes.h"

namespace halfsecond::survey {
namespace {

constexpr std::uint8_t kUsesVersion = 1;

// Places in the order of look-up, by number of object; kNobody for those that are not looked into.
std::vector<std::size_t> PlacesOf(const LoadFacts& load) {
  std::vector<std::size_t> places(load.objects.size(), kNobody);
  for (std::size_t i = 0; i < load.lookup_order.size(); ++i) places[load.lookup_order[i]] = i;
  return places;
}

std::vector<std::uint64_t> Placed(const std::vector<std::size_t>& objects, const std::vector<std::size_t>& places) {
  std::vector<std::uint64_t> placed;
  placed.reserve(objects.size());
  for (const std::size_t object : objects) placed.push_back(places[object]);
  return placed;
}

void PutNumbers(store::RecordWriter& out, const std::vector<std::uint64_t>& numbers) {
  out.Number(numbers.size());
  for (const std::uint64_t number : numbers) out.Number(number);
}

// Numbers below `end`.
std::vector<std::uint64_t> TakeNumbers(store::RecordReader& in, std::uint64_t end) {
  std::vector<std::uint64_t> numbers;
  const std::uint64_t count = in.Count();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    numbers.push_back(in.Number());
    if (numbers.back() >= end) in.Fail();
  }
  return numbers;
}

}  // namespace

std::vector<UseBook::File> UseBook::FilesOf(const ClosureFiles& statuses) {
  std::vector<File> files;
  files.reserve(statuses.size());
  for (const FileStatus& s : statuses) files.push_back({s.device, s.inode, s.size_bytes, s.modified_ns, s.changed_ns});
  return files;
}

void UseBook::Put(const LoadFacts& load, const ClosureFiles& files, const bind::ProgramUse& use) {
  const std::vector<std::size_t> places = PlacesOf(load);
  Entry entry{FilesOf(files), Placed(load.relocation_order, places), Placed(use.uncalled, places), use.edges};
  const auto is_nowhere = [&](std::uint64_t place) { return place >= files.size(); };
  if (std::any_of(entry.relocation.begin(), entry.relocation.end(), is_nowhere)) return;
  for (bind::ProgramUse::Edge& edge : entry.edges) {
    edge.library = places[edge.library];
    if (is_nowhere(edge.library)) return;
    // How many there are does not matter beyond a few: an edge is priced, or it is not.
    if (edge.symbols.size() > bind::kFewSymbols) edge.symbols.resize(bind::kFewSymbols + 1);
  }
  entries_.insert_or_assign(load.program, std::move(entry));
}

std::optional<bind::ProgramUse> UseBook::Find(const LoadFacts& load, const ClosureFiles& files) const {
  const auto found = entries_.find(load.program);
  if (found == entries_.end()) return std::nullopt;
  const Entry& entry = found->second;
  if (entry.files != FilesOf(files) || entry.files.size() != load.lookup_order.size()) return std::nullopt;
  if (entry.relocation != Placed(load.relocation_order, PlacesOf(load))) return std::nullopt;
  bind::ProgramUse use;
  use.is_whole = true;
  use.edges = entry.edges;
  for (bind::ProgramUse::Edge& edge : use.edges) edge.library = load.lookup_order[edge.library];
  for (const std::uint64_t place : entry.uncalled) use.uncalled.push_back(load.lookup_order[place]);
  return use;
}

std::string UseBook::Write() const {
  std::map<File, std::uint64_t> numbers;
  for (const auto& [program, entry] : entries_) {
    for (const File& file : entry.files) numbers.try_emplace(file, 0);
  }
  std::string book;
  store::RecordWriter out(book);
  out.Byte(kUsesVersion);
  out.Number(numbers.size());
  std::uint64_t next = 0;
  for (auto& [file, number] : numbers) {
    number = next++;
    for (const std::uint64_t part : {file.device, file.inode, file.size_bytes}) out.Number(part);
    out.Number(static_cast<std::uint64_t>(file.modified_ns));
    out.Number(static_cast<std::uint64_t>(file.changed_ns));
  }
  out.Number(entries_.size());
  for (const auto& [program, entry] : entries_) {
    out.Text(program);
    out.Number(entry.files.size());
    for (const File& file : entry.files) out.Number(numbers[file]);
    PutNumbers(out, entry.relocation);
    PutNumbers(out, entry.uncalled);
    out.Number(entry.edges.size());
    for (const bind::ProgramUse::Edge& edge : entry.edges) {
      out.Number(edge.library);
      out.Number(edge.at_byte);
      out.Number(edge.symbols.size());
      for (const std::string& symbol : edge.symbols) out.Text(symbol);
    }
  }
  store::AppendChecksum(book);
  return book;
}

bool UseBook::ReadEntry(store::RecordReader& in, const std::vector<File>& files, Entry& entry) {
  for (const std::uint64_t number : TakeNumbers(in, files.size())) {
    if (number < files.size()) entry.files.push_back(files[number]);
  }
  entry.relocation = TakeNumbers(in, entry.files.size());
  entry.uncalled = TakeNumbers(in, entry.files.size());
  const std::uint64_t edges = in.Count();
  for (std::uint64_t i = 0; i < edges && !in.failed(); ++i) {
    bind::ProgramUse::Edge edge;
    edge.library = in.Number();
    edge.at_byte = in.Number();
    const std::uint64_t symbols = in.Count();
    for (std::uint64_t k = 0; k < symbols && !in.failed(); ++k) edge.symbols.emplace_back(in.Text());
    if (edge.library >= entry.files.size()) in.Fail();
    entry.edges.push_back(std::move(edge));
  }
  return !in.failed();
}

Result<UseBook> UseBook::Read(Bytes book) {
  HS_TRY(checked, store::Checked(book));
  store::RecordReader in(checked);
  if (in.Byte() != kUsesVersion) return Error{Error::Kind::kUnsupported, "another version"};
  std::vector<File> files;
  const std::uint64_t count = in.Count();
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    File file;
    file.device = in.Number();
    file.inode = in.Number();
    file.size_bytes = in.Number();
    file.modified_ns = static_cast<std::int64_t>(in.Number());
    file.changed_ns = static_cast<std::int64_t>(in.Number());
    files.push_back(file);
  }
  UseBook result;
  const std::uint64_t programs = in.Count();
  for (std::uint64_t i = 0; i < programs && !in.failed(); ++i) {
    const std::string program(in.Text());
    Entry entry;
    if (ReadEntry(in, files, entry)) result.entries_.insert_or_assign(program, std::move(entry));
  }
  if (!in.finished()) return Error{Error::Kind::kMalformed, "damaged"};
  return result;
}

}  // namespace halfsecond::survey
