// One library or program, as a person asks about it: who loads it, what it reaches and runs, who can change it, how
// alone its upkeep is, and how one could need it less. What was not given is not looked at, and said so.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "facts/custody.h"
#include "facts/damage.h"
#include "facts/finding.h"
#include "facts/package_owner.h"
#include "facts/privilege.h"
#include "facts/release.h"
#include "facts/replaceable.h"
#include "facts/upkeep.h"

namespace halfsecond {

struct AboutSubject {
  enum class Kind : std::uint8_t { kLibrary, kProgram };
  Kind kind = Kind::kLibrary;
  std::string asked;  // as it was typed
  std::string name;   // the soname of a library, the path of a program
  std::string path;
  std::optional<PackageOwner> package;
  std::vector<std::string> others;  // further libraries and programs of the package that was asked for
};

// A library that programs name and by way of which they load the subject, and how many do so.
struct WayToLibrary {
  std::string soname;
  std::size_t programs = 0;
};

// A program with power of its own that loads the subject.
struct ReachedProgram {
  std::string path;
  Privilege::Kind kind = Privilege::Kind::kUnitAsRoot;
  std::string because;
};

// One request without which programs would not load the subject any more.
struct LibraryCut {
  std::string from;  // the library that makes the request; "" when it is programs themselves
  std::string to;
  std::size_t programs = 0;          // that would be free of it
  std::size_t privileged = 0;        // of these, with power of their own
  std::string example;               // one of these
  std::vector<std::string> symbols;  // that `from` binds of `to`, in the example
  std::string remedy;
};

// How the programs of a system use a library.
struct LibraryUse {
  std::string soname;
  std::string path;  // in the first program, by path, that loads it
  std::size_t programs_in_all = 0;
  std::size_t static_programs = 0;  // which may hold a copy of it that nobody sees
  std::size_t privileged_in_all = 0;
  std::size_t programs = 0;             // that load it
  std::size_t direct = 0;               // of these, that name it
  std::size_t uninvited = 0;            // of these, in which it runs code before main
  std::string how;                      // what it runs; "" when nothing
  std::string example;                  // a program that loads it, the most telling
  std::vector<WayToLibrary> ways;       // most programs first
  std::vector<ReachedProgram> reached;  // the most telling first
  std::optional<LibraryCut> cut;
};

// What it runs, one function.
struct StartPlace {
  std::string how;
  std::string symbol;
  std::uint64_t address = 0;
};

struct AboutFacts {
  AboutSubject subject;
  std::optional<LibraryUse> use;            // of a library
  std::vector<StartPlace> starts;           // of a library, what it runs, in the example
  std::optional<ReplaceableFacts> program;  // of a program
  std::vector<Finding> program_findings;
  std::optional<UpkeepProject> upkeep;  // of the package; nothing: no package database, or no package has it
  std::optional<CustodyFacts> custody;  // of the repository, when one was given
  std::vector<Finding> custody_findings;
  std::string repository;               // as it was given; "" when none was
  std::optional<ReleaseFacts> release;  // of the archive, when one was given
  std::string archive;                  // as it was given; "" when none was
  std::string release_unknown;          // why nothing is known of one that was given
  bool is_from_store = false;
  std::vector<Damage> damages;
  bool complete = true;

  // All of them: about the program, the repository and the archive.
  std::vector<Finding> findings() const;
};

}  // namespace halfsecond
