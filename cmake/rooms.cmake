# A room is src/<name>/, one static library hs_<name>. What it may include is checked by tools/check_shape.
#   FAST, SMALL           what the compiler aims at; neither: -O2
#   SMALL_PLACES <paths>  folders and files of the room that are SMALL
#   NO_EXCEPTIONS
#   BATCHED               where HS_BATCHED is on, the sources of a folder are compiled as one, in half of the time: names
#                         of file scope are unique in the folder
#   PRECOMPILED <headers> more of them for hs_precompile, of those that most files of the room include
set(HS_ROOMS "")
function(hs_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "SMALL;FAST;NO_EXCEPTIONS;BATCHED" "" "SMALL_PLACES;PRECOMPILED")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/src/app/main\\.cc$")
  if(NOT sources)
    return()
  endif()
  foreach(source ${sources})
    get_filename_component(folder ${source} DIRECTORY)
    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/src)
    string(MAKE_C_IDENTIFIER ${folder} folder)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${folder})
  endforeach()
  set(small_sources "")
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    set(room_SMALL_PLACES "")  # nothing is small there
  endif()
  foreach(place ${room_SMALL_PLACES})
    set(found ${sources})
    list(FILTER found INCLUDE REGEX "/src/${name}/${place}[/.]")
    if(NOT found)
      message(FATAL_ERROR "src/${name} has no ${place}, which CMakeLists.txt calls small")
    endif()
    list(APPEND small_sources ${found})
    list(REMOVE_ITEM sources ${found})
  endforeach()
  add_library(hs_${name} STATIC ${sources})
  set(targets hs_${name})
  if(small_sources)
    add_library(hs_${name}_small OBJECT ${small_sources})
    target_sources(hs_${name} PRIVATE $<TARGET_OBJECTS:hs_${name}_small>)
    list(APPEND targets hs_${name}_small)
  endif()
  foreach(target ${targets})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
    target_link_libraries(${target} PUBLIC ${HS_ROOMS} hs_flags tl::expected nlohmann_json::nlohmann_json Threads::Threads)
    if(room_SMALL OR target STREQUAL hs_${name}_small)
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
    elseif(room_FAST)
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O3>)
    endif()
    if(room_NO_EXCEPTIONS)
      target_compile_options(${target} PRIVATE -fno-exceptions)
    endif()
    if(room_BATCHED AND HS_BATCHED)
      set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    endif()
    hs_precompile(${target} ${room_PRECOMPILED})
  endforeach()
  set(HS_ROOMS hs_${name} ${HS_ROOMS} PARENT_SCOPE)
endfunction()

# A kit stands alone: it sees no room. kits/<name>/*.cc, one static library hs_kit_<name>.
function(hs_kit name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/kits/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/(tests|example)/")
  if(sources)
    add_library(hs_kit_${name} STATIC ${sources})
    target_include_directories(hs_kit_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(hs_kit_${name} PUBLIC hs_flags)
    if(HS_SANITIZE)  # what goes into a plug-in, without the sanitizer
      add_library(hs_kit_${name}_plain STATIC ${sources})
      target_include_directories(hs_kit_${name}_plain PUBLIC ${CMAKE_SOURCE_DIR})
      target_link_libraries(hs_kit_${name}_plain PUBLIC hs_plain_flags)
    else()
      add_library(hs_kit_${name}_plain ALIAS hs_kit_${name})
    endif()
    set(HS_ROOMS hs_kit_${name} ${HS_ROOMS} PARENT_SCOPE)
  endif()
endfunction()

# A program of ours: static-pie unless HS_SHARED or a sanitizer asks otherwise.
function(hs_program target)
  target_link_options(${target} PRIVATE -Wl,--build-id=sha1)  # who wrote a store (src/app/build_id.h)
  if(NOT HS_SHARED AND NOT HS_SANITIZE)
    target_link_options(${target} PRIVATE -static-pie -Wl,-z,relro,-z,now -Wl,--gc-sections
      -Wl,-Map=$<TARGET_FILE:${target}>.map
      # SQLite asks for them; nothing is loaded at run time (src/analysis/store/database.cc).
      -Wl,--wrap=dlopen,--wrap=dlsym,--wrap=dlclose,--wrap=dlerror)
  endif()
endfunction()

# A plug-in from some source files, linked statically with what it needs and nothing else. It stands in
# <build>/plugins/ as it will in libexec/halfsecond/.
function(hs_plugin_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(hs_plugin_${name} ${arg_SOURCES})
  target_link_libraries(hs_plugin_${name} PRIVATE hs_kit_plugin_plain hs_plain_flags ${arg_LIBRARIES})
  target_link_options(hs_plugin_${name} PRIVATE -static-pie -Wl,-z,relro,-z,now -Wl,--gc-sections
    -Wl,-Map=$<TARGET_FILE:hs_plugin_${name}>.map)
  set_target_properties(hs_plugin_${name} PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
endfunction()

# A plug-in of the product: plugins/<name>/*.cc. Its digest is compiled into the main binary (hs_plugin_digests).
function(hs_plugin name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/plugins/${name}/*.cc)
  hs_plugin_program(${name} SOURCES ${sources} LIBRARIES ${ARGN})
  set_property(GLOBAL APPEND PROPERTY HS_PLUGINS ${name})
  install(TARGETS hs_plugin_${name} RUNTIME DESTINATION libexec/halfsecond)
endfunction()

# A header with the SHA-256 of every plug-in, made after they are: sandbox/plugin_digests.h.
function(hs_plugin_digests)
  get_property(names GLOBAL PROPERTY HS_PLUGINS)
  set(header ${CMAKE_BINARY_DIR}/generated/sandbox/plugin_digests.h)
  set(files "")
  set(targets "")
  foreach(name ${names})
    list(APPEND files $<TARGET_FILE:hs_plugin_${name}>)
    list(APPEND targets hs_plugin_${name})
  endforeach()
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${header} "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/cmake/plugin_digests.cmake
    DEPENDS ${targets} ${CMAKE_SOURCE_DIR}/cmake/plugin_digests.cmake VERBATIM)
  add_custom_target(hs_plugin_digests DEPENDS ${header})
  add_dependencies(hs_sandbox hs_plugin_digests)
  target_include_directories(hs_sandbox PRIVATE ${CMAKE_BINARY_DIR}/generated)
endfunction()

# The static archive of a library that only a plug-in links.
function(hs_archive variable name)
  find_library(${variable} lib${name}.a REQUIRED)
endfunction()
