# Flags that every target shares. hs_plain_flags alone is for plug-ins, which no sanitizer's runtime could live in: it
# wants terabytes of addresses and calls that a worker does not have.
add_library(hs_plain_flags INTERFACE)
target_compile_options(hs_plain_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Wno-unused-parameter
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC 12 sees overlaps in std::string that are not there (GCC bug 105651)
  -fstack-protector-strong -fno-plt -Werror=date-time
  # HS_UNOPTIMISED: a target that is compiled often and run for moments, the tests; what they test is optimised.
  $<$<BOOL:$<TARGET_PROPERTY:HS_UNOPTIMISED>>:-O0>
  $<$<AND:$<CONFIG:Release>,$<NOT:$<BOOL:$<TARGET_PROPERTY:HS_UNOPTIMISED>>>>:-D_FORTIFY_SOURCE=2>
  $<$<CONFIG:Release>:-ffunction-sections -fdata-sections>
  # No path of the build machine in the binary: two builds in two folders are the same, byte for byte.
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -fmacro-prefix-map=${CMAKE_SOURCE_DIR}=.)
set_property(TARGET hs_plain_flags PROPERTY INTERFACE_COMPILE_FEATURES cxx_std_20)
add_library(hs_flags INTERFACE)
target_link_libraries(hs_flags INTERFACE hs_plain_flags)
if(HS_SANITIZE)
  target_compile_options(hs_flags INTERFACE -fsanitize=${HS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(hs_flags INTERFACE -fsanitize=${HS_SANITIZE})
  include(CheckLinkerFlag)
  check_linker_flag(CXX -fuse-ld=lld HS_HAS_LLD)  # which links the tests in an eighth of the time
  if(HS_HAS_LLD)
    target_link_options(hs_flags INTERFACE -fuse-ld=lld)
  endif()
endif()
if(HS_FUZZ)
  # Coverage in every room, so that the fuzzer sees where an input leads; only fuzz targets have the fuzzer's main.
  target_compile_options(hs_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The headers that most files include, compiled once: a quarter of a build's time under clang. It hides an #include of
# these that is missing, as HS_BATCHED does; the preset lint, which clang-tidy reads, has neither.
function(hs_precompile target)
  if(HS_PRECOMPILED)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <atomic> <cerrno> <chrono> <cstddef> <cstdint> <cstdlib> <cstring> <filesystem> <functional>
      <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <tuple> <unordered_map> <utility> <variant>
      <vector> <tl/expected.hpp> <fcntl.h> <sys/stat.h> <unistd.h> ${ARGN})
  endif()
endfunction()
