// shape: table
// Numbers of the ELF formats that we read, under the names of the gABI and of glibc's elf.h.

#pragma once

#include <cstdint>

namespace halfsecond::elf {

// e_ident, in bytes
inline constexpr std::uint64_t kIdentBytes = 16;

// Of a table of symbols, what is read at once: whole ones of 16 and of 24 bytes.
inline constexpr std::uint64_t kSymbolWindowBytes = 252ULL << 10;
static_assert(kSymbolWindowBytes % 48 == 0);

// e_type
inline constexpr std::uint16_t kTypeExec = 2;
inline constexpr std::uint16_t kTypeDyn = 3;

// e_machine
inline constexpr std::uint16_t kMachineSparc = 2;
inline constexpr std::uint16_t kMachine386 = 3;
inline constexpr std::uint16_t kMachineMips = 8;
inline constexpr std::uint16_t kMachinePpc = 20;
inline constexpr std::uint16_t kMachinePpc64 = 21;
inline constexpr std::uint16_t kMachineS390 = 22;
inline constexpr std::uint16_t kMachineArm = 40;
inline constexpr std::uint16_t kMachineSparcV9 = 43;
inline constexpr std::uint16_t kMachineX86_64 = 62;
inline constexpr std::uint16_t kMachineAarch64 = 183;
inline constexpr std::uint16_t kMachineRiscV = 243;
inline constexpr std::uint16_t kMachineLoongArch = 258;

// e_ident[EI_OSABI]
inline constexpr std::uint8_t kOsAbiSysV = 0;
inline constexpr std::uint8_t kOsAbiGnu = 3;

// p_type
inline constexpr std::uint32_t kSegmentLoad = 1;
inline constexpr std::uint32_t kSegmentDynamic = 2;
inline constexpr std::uint32_t kSegmentInterp = 3;
inline constexpr std::uint32_t kSegmentNote = 4;
inline constexpr std::uint32_t kSegmentGnuStack = 0x6474e551;
inline constexpr std::uint32_t kSegmentGnuRelro = 0x6474e552;

// p_flags
inline constexpr std::uint32_t kSegmentExecutable = 1;
inline constexpr std::uint32_t kSegmentWritable = 2;

// d_tag
inline constexpr std::uint64_t kTagNull = 0;
inline constexpr std::uint64_t kTagNeeded = 1;
inline constexpr std::uint64_t kTagPltRelSize = 2;
inline constexpr std::uint64_t kTagHash = 4;
inline constexpr std::uint64_t kTagStringTable = 5;
inline constexpr std::uint64_t kTagSymbolTable = 6;
inline constexpr std::uint64_t kTagRela = 7;
inline constexpr std::uint64_t kTagRelaSize = 8;
inline constexpr std::uint64_t kTagStringSize = 10;
inline constexpr std::uint64_t kTagInit = 12;
inline constexpr std::uint64_t kTagSoname = 14;
inline constexpr std::uint64_t kTagRpath = 15;
inline constexpr std::uint64_t kTagSymbolic = 16;
inline constexpr std::uint64_t kTagRel = 17;
inline constexpr std::uint64_t kTagRelSize = 18;
inline constexpr std::uint64_t kTagPltRel = 20;
inline constexpr std::uint64_t kTagTextRel = 22;
inline constexpr std::uint64_t kTagJmpRel = 23;
inline constexpr std::uint64_t kTagBindNow = 24;
inline constexpr std::uint64_t kTagInitArray = 25;
inline constexpr std::uint64_t kTagInitArraySize = 27;
inline constexpr std::uint64_t kTagRunpath = 29;
inline constexpr std::uint64_t kTagFlags = 30;
inline constexpr std::uint64_t kTagPreinitArray = 32;
inline constexpr std::uint64_t kTagPreinitArraySize = 33;
inline constexpr std::uint64_t kTagRelrSize = 35;
inline constexpr std::uint64_t kTagRelr = 36;
inline constexpr std::uint64_t kTagGnuHash = 0x6ffffef5;
inline constexpr std::uint64_t kTagDepAudit = 0x6ffffefb;
inline constexpr std::uint64_t kTagAudit = 0x6ffffefc;
inline constexpr std::uint64_t kTagVersym = 0x6ffffff0;
inline constexpr std::uint64_t kTagRelaCount = 0x6ffffff9;
inline constexpr std::uint64_t kTagRelCount = 0x6ffffffa;
inline constexpr std::uint64_t kTagFlags1 = 0x6ffffffb;
inline constexpr std::uint64_t kTagVerdef = 0x6ffffffc;
inline constexpr std::uint64_t kTagVerdefCount = 0x6ffffffd;
inline constexpr std::uint64_t kTagVerneed = 0x6ffffffe;
inline constexpr std::uint64_t kTagVerneedCount = 0x6fffffff;
inline constexpr std::uint64_t kTagAuxiliary = 0x7ffffffd;
inline constexpr std::uint64_t kTagFilter = 0x7fffffff;

// DT_FLAGS
inline constexpr std::uint64_t kFlagSymbolic = 0x2;
inline constexpr std::uint64_t kFlagTextRel = 0x4;
inline constexpr std::uint64_t kFlagBindNow = 0x8;

// DT_FLAGS_1
inline constexpr std::uint64_t kFlag1Now = 0x1;
inline constexpr std::uint64_t kFlag1InitFirst = 0x20;
inline constexpr std::uint64_t kFlag1NoDefaultLibraries = 0x800;
inline constexpr std::uint64_t kFlag1Pie = 0x08000000;

// st_info
inline constexpr std::uint8_t kSymbolGnuIfunc = 10;
inline constexpr std::uint8_t kBindWeak = 2;
inline constexpr std::uint16_t kSectionUndefined = 0;

// Notes
inline constexpr std::uint32_t kNoteGnuAbiTag = 1;
inline constexpr std::uint32_t kNoteFdoDlopen = 0x407c0c0a;  // systemd, docs/ELF_DLOPEN_METADATA.md

}  // namespace halfsecond::elf
