// ClosureBuilder: one closure in the making. Its state is the loader's own: the link map, names that match, the search
// list. Used by closure.cc only.

#pragma once

#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/load/closure.h"

namespace halfsecond::load {

class ClosureBuilder {
 public:
  ClosureBuilder(LoaderWorld& world, std::string program_path, const Alteration& alteration);
  Closure Build() &&;

 private:
  // What became of one name.
  struct Found {
    const StoredFile* file = nullptr;
    std::string path;
    FoundBy found_by = FoundBy::kDefault;
    std::string found_in;
  };
  enum class Verdict : std::uint8_t { kTake, kSkip, kGiveUpPath, kFatal };
  // A search that is told again writes down where it looked.
  enum class Telling : std::uint8_t { kNothing, kWhereItLooked };
  struct Search {
    Telling telling = Telling::kNothing;
    std::optional<Found> found;
    std::string fatal;                   // set when the loader stops at a file it cannot use
    std::vector<std::string> looked_in;  // kWhereItLooked only
    std::string skipped;                 // why a file of that name was passed over
  };
  enum class Purpose : std::uint8_t { kNeeded, kPreload, kAudit };
  enum class IfMissing : std::uint8_t { kGoOn, kWouldNotStart };
  // One file, whatever names lead to it.
  struct FileKey {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    bool operator==(const FileKey&) const = default;
  };
  struct FileKeyHash {
    std::size_t operator()(const FileKey& key) const { return key.inode ^ key.device << 32U; }
  };
  static FileKey KeyOf(const FileStatus& status) { return {status.device, status.inode}; }

  struct Request {
    const std::string& name;
    std::size_t requester = 0;
    std::uint64_t at_byte = 0;  // of the entry in the requester that asks
    Purpose purpose = Purpose::kNeeded;
    IfMissing if_missing = IfMissing::kGoOn;
  };

  const elf::Object& ObjectOf(std::size_t node) const { return *closure_.nodes[node].file->object; }
  bool IsMusl() const { return closure_.profile->kind == LoaderProfile::Kind::kMusl; }
  bool IsSecure() const { return is_secure_; }

  // The loader's list, as it grows.
  bool IsListed(std::size_t node) const { return node < listed_.size() && listed_[node] != 0; }
  void MarkListed(std::size_t node) {
    if (node >= listed_.size()) listed_.resize(node + 1, 0);
    listed_[node] = 1;
  }
  void List(std::size_t node) {
    closure_.order.push_back(node);
    MarkListed(node);
  }

  // What the world knows of this program's loader.
  using DefaultResults = LoaderWorld::DefaultResults;
  using AbsentSubdirectories = LoaderWorld::AbsentSubdirectories;

  // Steps of Build.
  void AddProgram();
  void AddInterpreter();
  void AddPreloads();
  void AddPreload(const std::string& name, const std::string& origin);
  void WalkNeeds();
  void TakeNeeds(std::size_t position);
  bool IsAltered(std::size_t node) const;
  std::vector<elf::ObjectNeed> AlteredNeeds(std::size_t node) const;
  void InsertFilter(std::size_t& position, std::size_t node);
  void AddAudits();
  bool AddAudit(const std::string& name, const char* origin, std::vector<std::size_t>& first);
  void ComputeInitOrder();
  void VisitForInit(std::size_t root, std::vector<char>& visited, std::vector<std::size_t>& out);
  void MuslInitOrder();

  // One request.
  std::optional<std::size_t> Serve(const Request& request);
  std::optional<std::size_t> ServeExpanded(const Request& request);
  std::optional<std::size_t> AlreadyLoaded(std::string_view name);
  std::size_t AddNode(Found found, const std::string& name, std::size_t requester, std::uint64_t at_byte);
  void RememberNames(std::size_t node, const std::string& name);
  void RememberName(std::string_view name, std::size_t node);
  void Miss(const Request& request, Search search);

  // Searching.
  Search Find(const Request& request, Telling telling);
  Search FindGlibc(const Request& request, Telling telling);
  Search FindMusl(const Request& request, Telling telling);
  void NoteLibraryPath();
  bool TryRpaths(const std::string& name, std::size_t requester, Search& search);
  Verdict TryDirectory(const SearchElement& element, const std::string& name, FoundBy by, Search& search);
  bool TryDirectories(const std::vector<SearchElement>& elements, const std::string& name, FoundBy by, Search& search);
  Verdict TryFile(const std::string& path, FoundBy by, const std::string& in, Search& search);
  bool TryCache(const std::string& name, std::size_t requester, Search& search);
  bool TryDefaults(const std::string& name, std::size_t requester, Search& search);
  Verdict Judge(const StoredFile& file, std::string& why) const;
  Verdict JudgeHeader(const elf::Header& header, std::string& why) const;
  const std::vector<SearchElement>& Rpath(std::size_t node);
  const std::vector<SearchElement>& Runpath(std::size_t node);
  ExpansionContext ContextOf(std::size_t node, std::string_view text);
  std::string OriginOf(std::size_t node);

  LoaderWorld& world_;
  Closure closure_;
  Alteration alteration_;
  bool is_secure_ = false;
  std::optional<std::string> program_origin_;  // once it was asked for
  std::size_t interpreter_node_ = kNobody;
  std::vector<char> listed_;                  // by node: closure_.order holds it
  std::vector<char> done_;                    // by position in closure_.order: needs were taken
  std::pmr::monotonic_buffer_resource room_;  // for the names and the maps, which go all at once
  std::pmr::unordered_map<std::string_view, std::size_t> by_name_{&room_};  // every name that matches a loaded object
  std::pmr::unordered_map<FileKey, std::size_t, FileKeyHash> by_file_{&room_};
  std::pmr::unordered_map<std::size_t, std::vector<SearchElement>> rpaths_{&room_}, runpaths_{&room_};
  std::vector<std::pair<std::size_t, std::size_t>> init_stack_;  // of VisitForInit: a node, and which need is next
  DefaultResults* default_results_ = nullptr;
  AbsentSubdirectories* absent_ = nullptr;
  std::string candidate_;  // of TryDirectory: the path that is tried
  const std::vector<SearchElement> no_elements_;
  std::vector<SearchElement> library_path_;
  std::vector<SearchElement> musl_system_;
  unsigned link_namespace_ = 0;
  std::size_t look_ups_ = 0;  // names and files asked for, found or not
};

}  // namespace halfsecond::load
