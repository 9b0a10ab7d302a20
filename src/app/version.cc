#include "app/version.h"

#include <gnu/libc-version.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "analysis/release/embedded_index.h"
#include "app/index_source.h"

#ifndef HS_VERSION
#error "the build names the version (CMakeLists.txt)"
#endif

namespace halfsecond::app {
namespace {

std::string Dotted(int major, int minor, int patch) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

}  // namespace

std::string_view Version() {
  return HS_VERSION;
}

std::string VersionLine() {
  const auto index = content_index::ContentIndex::Read(release::EmbeddedIndex());
  return "halfsecond " HS_VERSION +
         (index.ok() ? " (content index of " + IndexDate(*index) + ")\n" : std::string("\n"));
}

std::string BillOfMaterials() {
  std::string text = VersionLine();
  text += "glibc " + std::string(gnu_get_libc_version()) + "  the C library\n";
  text += "libstdc++ " + std::to_string(_GLIBCXX_RELEASE) + "  the C++ library\n";
  text += "tl-expected " + Dotted(TL_EXPECTED_VERSION_MAJOR, TL_EXPECTED_VERSION_MINOR, TL_EXPECTED_VERSION_PATCH) +
          "  results of readers (header only)\n";
  text += "nlohmann-json " +
          Dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH) +
          "  JSON, written and in ELF notes read (header only)\n";
  text += "sqlite3 " + std::string(sqlite3_libversion()) + "  the store of a survey (our own file)\n";
  text += "plug-ins, each a static program of its own that sees one job's bytes:\n";
  text += "  codec    zlib, liblzma, libzstd, libbz2, liblz4\n";
  text += "  archive  libarchive with nettle, zlib, liblzma, libzstd, libbz2, liblz4\n";
  text += "  disasm   capstone\n";
  return text;
}

}  // namespace halfsecond::app
