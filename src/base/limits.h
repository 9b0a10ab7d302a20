// Every bound on what an input may make us do, in one table. Beside each: the largest value ever met on 9,500 ELF files
// of Debian 12 machines (or why the number is what it is), so that a reader can judge how generous the bound is.

#pragma once

#include <cstddef>
#include <cstdint>

namespace halfsecond::limits {

// Inputs.
inline constexpr std::uint64_t kMaxHeldBytes = 256ULL << 20;  // of one input kept in memory; libLLVM's tables: 9 MiB
inline constexpr std::uint64_t kMaxScannedBytes = 1ULL
                                                  << 30;  // of one input passed over; largest .rela.dyn met: 28 MiB
inline constexpr std::size_t kMaxDirectoryEntries = 1'000'000;   // one directory; met: 62,000
inline constexpr std::size_t kMaxTreeDepth = 128;                // directories below the one named; met: 31
inline constexpr std::size_t kMaxTreeFiles = 5'000'000;          // files in one walk; met: 412,000
inline constexpr int kMaxSymlinks = 40;                          // in one path, as the kernel (path_resolution(7))
inline constexpr std::size_t kMaxPathBytes = 4096;               // PATH_MAX
inline constexpr std::uint64_t kMaxTextFileBytes = 64ULL << 20;  // dpkg's status, a unit, a list; met: 1.4 MiB

// ELF files.
inline constexpr std::uint32_t kMaxSegments = 4096;            // program headers; met: 16
inline constexpr std::size_t kMaxDynamicEntries = 65'536;      // met: 250
inline constexpr std::size_t kMaxNeeded = 4096;                // DT_NEEDED and kin of one file; met: 79
inline constexpr std::uint64_t kMaxStringBytes = 65'536;       // one string of a dynamic string table; met: 8,300
inline constexpr std::uint64_t kMaxNameBytes = 4096;           // one name of a start-up function; met: 1,900
inline constexpr std::size_t kMaxInitEntries = 65'536;         // one init array; met: 1,032
inline constexpr std::size_t kMaxResolvers = 65'536;           // IFUNC resolvers of one file; met: 98
inline constexpr std::uint64_t kMaxSymbols = 16'000'000;       // dynamic symbols; met: 300,000
inline constexpr std::uint64_t kMaxRelocations = 64'000'000;   // met: 1,200,000
inline constexpr std::size_t kMaxVersions = 65'536;            // version needs or definitions; met: 240
inline constexpr std::uint64_t kMaxNoteBytes = 1ULL << 20;     // all note segments of one file; met: 2,300
inline constexpr std::size_t kMaxNotes = 4096;                 // of one file; each has 12 bytes or more
inline constexpr std::uint64_t kMaxObjectText = 2ULL << 20;    // bytes of names kept of one file; met: 73,000
inline constexpr std::uint64_t kMaxSymbolText = 256ULL << 20;  // of one symbol table; libLLVM: 3.1 MiB of strings
inline constexpr std::size_t kMaxStubCalls = 16;               // calls in one DT_INIT stub; met: 2
inline constexpr std::size_t kMaxOnDemand = 1024;              // .note.dlopen entries
inline constexpr std::uint64_t kMaxCacheEntries = 1'000'000;   // ld.so.cache; met: 5,400
inline constexpr std::uint64_t kMaxSameName = 1024;            // entries of one name in it; met: 3
inline constexpr std::size_t kMaxCodeBytesOfStub = 512;        // bytes of code looked at to recognise one stub

inline constexpr std::size_t kMaxBoundSlots = 1'000'000;            // words filled in for symbols; libLLVM: 19,761
inline constexpr std::uint64_t kMaxWalkedCodeBytes = 128ULL << 20;  // code segments of one object; libLLVM: 103 MiB

inline constexpr std::uint64_t kMaxSections = 65'535;  // met: 75

// Archives.
inline constexpr std::uint64_t kMaxTarHeaderBytes = 1ULL << 20;      // one extended header; met: 300
inline constexpr std::uint64_t kMaxTarAfterEndBytes = 16ULL << 20;   // behind an archive's end; met: 10 KiB of zeros
inline constexpr std::uint64_t kMaxTarContentBytes = 64ULL << 30;    // one file; met: 60 MiB
inline constexpr std::uint64_t kMaxArchiveNameBytes = 65'536;        // one path or link; PATH_MAX is 4096; met: 240
inline constexpr std::uint64_t kMaxZipDirectoryBytes = 64ULL << 20;  // of one zip; 200,000 files: 20 MiB
inline constexpr std::size_t kMaxZipEntries = 1'000'000;             // in it; folders count
inline constexpr std::uint64_t kMaxBzip2BlockBytes = 4ULL << 20;     // 900,000 symbols of 20 bits: 2.3 MB; met: 0.9 MB
inline constexpr std::uint64_t kMaxBzip2BlockOutput = 4ULL << 20;    // kept, where two decode; met: 2.7 MB
inline constexpr std::uint64_t kMaxPluginOutput = 1ULL << 30;        // of one job
inline constexpr std::uint64_t kMaxPluginRatio = 1000;               // beyond 1 MiB: its output bytes for one

// Releases and their repositories; met on 110 release archives of 46 projects.
inline constexpr std::size_t kMaxTreeEntries = 1'000'000;             // one git tree object; met: 1,900
inline constexpr std::size_t kMaxTreeFilesOfTag = 2'000'000;          // one tag; met: 12,000
inline constexpr std::size_t kMaxIndexedCommits = 4'000'000;          // one mirror; met: 30,600
inline constexpr std::size_t kMaxIndexedTrees = 16'000'000;           // one mirror; met: 60,000
inline constexpr std::uint64_t kMaxObjectBytes = 64ULL << 20;         // of one git object that we ask for; met: 9 MiB
inline constexpr std::uint64_t kMaxReleaseObjectBytes = 64ULL << 30;  // of all such objects; gnulib's history: 4 GiB
inline constexpr std::size_t kMaxMessages = 1'000'000;                // of one translation; met: 4,300
inline constexpr std::size_t kMaxSourceFiles = 1000;                  // of one .dsc; met: 25
inline constexpr std::size_t kMaxReleaseFiles = 200'000;              // in one archive; met: 12,000; linux: 90,000
inline constexpr std::uint64_t kFreeArchiveBytes = 32ULL << 20;       // unpacked, whatever the archive's size
inline constexpr std::uint64_t kMaxArchiveRatio = 40;                 // beyond: unpacked bytes for one; met: 12
inline constexpr std::uint64_t kMaxKeptFileBytes = 4ULL << 20;        // of one file that is no blob of the tag
inline constexpr std::uint64_t kMaxKeptBytes = 48ULL << 20;           // of all such files; the rest is only named
inline constexpr std::uint64_t kMaxKeptListBytes = 4ULL << 20;        // besides, of lists that explain other files
inline constexpr std::uint64_t kMaxReleasePathBytes = 256ULL << 20;   // all names of one archive together
inline constexpr std::size_t kMaxExportRules = 10'000;                // of .gitattributes, one tag; met: 45
inline constexpr std::size_t kMaxPatternSteps = 100'000'000;          // for all rules on all paths; met: 40,000
inline constexpr std::size_t kMaxAttributeFiles = 256;                // of one tag; met: 3
inline constexpr std::size_t kMaxCrateListBytes = 4U << 20;           // of one .cargo-checksum.json; met: 370 KB
inline constexpr std::size_t kMaxExclusions = 10'000;                 // of one debian/copyright; met: 23

// Closures.
inline constexpr std::size_t kMaxObjects = 16'384;           // in one closure; met: 215
inline constexpr std::size_t kMaxSearchDirectories = 4096;   // in one search path; met: 34
inline constexpr std::size_t kMaxExpandedBytes = 1U << 20U;  // of one path with its tokens replaced; 256 PATH_MAX
inline constexpr std::size_t kMaxLookUps = 400'000;          // files looked for in one closure; met: 6,100
inline constexpr std::size_t kMaxChainNames = 64;            // from a program to one of its objects; met: 9
inline constexpr std::size_t kMaxShortestChains = 64;        // printed by `why`

// Packages and units; met on a Debian 12 machine with 860 packages and 106 services.
inline constexpr std::size_t kMaxStanzaFields = 64;               // one paragraph of a control file; met: 20
inline constexpr std::size_t kMaxPackages = 500'000;              // one status file; met: 860
inline constexpr std::size_t kMaxDiversions = 100'000;            // met: 8
inline constexpr std::size_t kMaxChangelogEntries = 10'000;       // of one changelog; met: 675
inline constexpr std::uint64_t kMaxChangelogBytes = 32ULL << 20;  // of one, unpacked; met: 6.4 MiB
inline constexpr std::size_t kMaxPatches = 10'000;                // in one series; met: 40
inline constexpr std::size_t kMaxPatchLines = 1'000'000;          // that one patch adds; met: 3,024
inline constexpr std::size_t kMaxSourceTexts = 100'000;           // build files and patches of one source package
inline constexpr std::uint64_t kMaxSourceTextBytes = 8ULL << 20;  // of one such file; a larger one is no build file
inline constexpr std::uint64_t kMaxSourceBytes = 256ULL << 20;    // of all of them; met: 3.5 MiB
inline constexpr std::size_t kMaxFundingPlaces = 64;              // of one FUNDING.yml; met: 2
inline constexpr std::size_t kMaxSecurityContacts = 16;           // of one SECURITY-INSIGHTS.yml; met: 1
inline constexpr std::size_t kMaxInsightsDepth = 8;               // of keys in one another that count there; met: 4
inline constexpr std::size_t kMaxClones = 20'000;                 // looked at in the folder of --repos; met: 65
inline constexpr std::size_t kMaxUpkeepRepositories = 128;        // read at once, each by two processes; met: 65
inline constexpr std::uint64_t kMaxStoreBytes = 512ULL << 20;     // of one store; met: 243 MiB, 65 repositories
inline constexpr std::size_t kMaxReportedDamage = 64;             // reports kept of one input; the rest is left out
inline constexpr std::uint64_t kMaxUnitBytes = 1ULL << 20;  // one unit file, systemd's bound for one line; met: 2,446
inline constexpr std::size_t kMaxUnitAssignments = 16'384;  // one unit file; met: 49
inline constexpr std::size_t kMaxUnitSectionBytes = 256;    // the name of a section; met: 13
inline constexpr std::size_t kMaxUnitCommands = 256;        // on one line; met: 1

// Git repositories; met in 65 public ones.
inline constexpr std::size_t kMaxGitRefs = 500'000;            // copied into a shadow; met: 17,887
inline constexpr std::size_t kMaxShallowCommits = 100'000;     // where one shallow clone ends; met: 2
inline constexpr std::size_t kMaxTagsInOne = 8;                // a tag of a tag of a tag; met: 2
inline constexpr std::size_t kMaxGitAlternates = 64;           // object stores behind one repository; met: 0
inline constexpr std::size_t kMaxCommits = 4'000'000;          // of one repository; met: 87,639
inline constexpr std::size_t kMaxGitChanges = 16'000'000;      // changed paths that are kept
inline constexpr std::size_t kMaxParents = 255;                // of one commit; linux has one of 66
inline constexpr std::size_t kMaxLogFieldBytes = 16ULL << 20;  // one message or path, as git prints it
inline constexpr std::size_t kMaxPersonBytes = 512;            // of a name or address that are kept
inline constexpr std::size_t kMaxPeople = 1'000'000;           // spellings of names and addresses in one log
inline constexpr std::uint64_t kMaxBlobBytes = 4ULL << 20;     // of one blob whose lines are compared
inline constexpr std::uint64_t kMaxContentBytes = 4ULL << 30;  // read from one repository's blobs
inline constexpr std::size_t kMaxGitSaysBytes = 400;           // of what git says on stderr
inline constexpr std::size_t kMaxScoutBytes = 256ULL << 20;    // what a confined child may tell us
inline constexpr std::size_t kMaxProbeBytes = 65'536;          // the source of one build probe; met: 6,100
inline constexpr std::size_t kMaxCompilerSays = 16'384;        // bytes of its stderr on one probe
inline constexpr std::size_t kMaxCompilations = 1'000;         // of probes of one history; past them none is compiled
inline constexpr std::size_t kMaxCompilationsOfChange = 100;   // of probes that one commit changed in one file

}  // namespace halfsecond::limits
