# Writes HEADER: the name and SHA-256 of each of FILES. Run by hs_plugin_digests.
cmake_policy(VERSION 3.25)
set(rows "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  file(SHA256 ${file} digest)
  string(APPEND rows "    PluginDigest{\"${name}\", \"${digest}\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "// The plug-ins of this build, by what they are. Made by cmake/plugin_digests.cmake.

#pragma once

#include <array>

namespace halfsecond::sandbox {

struct PluginDigest {
  const char* name;
  const char* sha256;
};

inline constexpr std::array kPluginDigests{
@rows@};

}  // namespace halfsecond::sandbox
" @ONLY)
