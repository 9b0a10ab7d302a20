// LibraryUses: hears of every program of a system and keeps how those that load a library in question do so.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "facts/about.h"
#include "facts/load.h"

namespace halfsecond::about {

class LibraryUses {
 public:
  // `is_wanted` says whether an object is a library in question; it is called by several threads at once.
  using IsWanted = std::function<bool(const LoadedObject&)>;
  explicit LibraryUses(IsWanted is_wanted) : is_wanted_(std::move(is_wanted)) {}

  // One program of the system. From any thread.
  void Add(const LoadFacts& facts);

  // The use of each library that was met, most programs first. The same whatever the order of Add.
  std::vector<LibraryUse> Take();

 private:
  // How one program loads one library.
  struct OneUse {
    std::string program;
    std::string path;  // of the library
    std::string how;
    std::string way;  // the library that the program names; "" when it names this one, or nobody does
    bool is_direct = false;
    std::vector<Privilege> privileges;
    std::vector<std::pair<std::string, std::string>> cuts;  // requests, from and to; "" for the program
  };
  static OneUse UseOf(const LoadFacts& facts, std::size_t object);
  static void CountCut(const std::pair<std::string, std::string>& edge, const OneUse& use, LibraryCut& cut);
  static LibraryUse SumOf(const std::string& soname, std::vector<OneUse> uses);

  IsWanted is_wanted_;
  std::mutex mutex_;
  std::size_t programs_ = 0;
  std::size_t static_programs_ = 0;
  std::size_t privileged_ = 0;
  std::map<std::string, std::vector<OneUse>> uses_;  // by soname
};

}  // namespace halfsecond::about
