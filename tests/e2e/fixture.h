// A temporary directory in which a test builds small ELF files with the machine's own compiler and linker.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace halfsecond::e2e {

// What one file is made of. Every field may be left out.
struct Elf {
  std::string soname = {};               // DT_SONAME; empty: none
  std::vector<std::string> needed = {};  // DT_NEEDED, exactly these strings in this order; they need not exist
  std::string rpath = {};                // DT_RPATH
  std::string runpath = {};              // DT_RUNPATH (not together with rpath: see elf_patch.h)
  std::string source = {};               // C; empty: one function in a library, an empty main in a program
  std::vector<std::string> flags = {};   // more arguments to the linking compiler
  std::string compiler = "gcc";          // any driver that understands gcc's arguments
};

// Removed with everything in it when it goes out of scope. Names are relative to it and may hold slashes: the
// directories are made. A file that cannot be built fails the test with the compiler's own words.
class Fixture {
 public:
  Fixture();
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture();

  // The absolute path of `name`, without any symbolic link in it but those the test makes.
  std::string Path(std::string_view name = "") const;

  // A shared library without the C runtime: nothing in it but what `elf` says. Returns its path.
  std::string Library(std::string_view name, const Elf& elf = {}) const;
  // A shared library with crti, crtbegin and libc, as a distribution builds them.
  std::string FullLibrary(std::string_view name, const Elf& elf = {}) const;
  // A position independent executable with the C runtime and libc.
  std::string Program(std::string_view name, const Elf& elf = {}) const;

  std::string File(std::string_view name, std::string_view text) const;
  std::string Directory(std::string_view name) const;
  // A symbolic link `name` whose text is `target`, as it stands.
  std::string Symlink(std::string_view name, std::string_view target) const;
  // A second name for the same inode.
  std::string Hardlink(std::string_view name, std::string_view existing) const;
  // A copy of any file of the machine, under `name`.
  std::string Copy(std::string_view name, std::string_view from) const;

 private:
  std::string Prepare(std::string_view name) const;
  std::string root_;
};

// C that a fixture's source starts with: SAY("text") writes a line without libc, CONSTRUCTOR(name) is a constructor
// that writes its own name, MAIN is a main that says it was reached.
extern const char* const kSaying;

// The path of a small static program of ours that enters a mount namespace, binds files, changes root and user, and
// then becomes another program. Static: no LD_ variable meant for that program touches it.
std::string Antechamber();

// True when `compiler` is installed. Tests that need a rare one say so with doctest's MESSAGE and end.
bool HaveCompiler(std::string_view compiler);

}  // namespace halfsecond::e2e
