# A room is src/<name>/, one static library hs_<name>. What it may include is checked by tools/check_shape.
set(HS_ROOMS "")
function(hs_room name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/src/app/main\\.cc$")
  if(sources)
    add_library(hs_${name} STATIC ${sources})
    target_include_directories(hs_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
    target_link_libraries(hs_${name} PUBLIC ${HS_ROOMS} hs_flags tl::expected nlohmann_json::nlohmann_json Threads::Threads)
    if("NO_EXCEPTIONS" IN_LIST ARGN)
      target_compile_options(hs_${name} PRIVATE -fno-exceptions)
    endif()
    set(HS_ROOMS hs_${name} ${HS_ROOMS} PARENT_SCOPE)
  endif()
endfunction()

# A kit stands alone: it sees no room. kits/<name>/*.cc, one static library hs_kit_<name>.
function(hs_kit name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/kits/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/(tests|example)/")
  if(sources)
    add_library(hs_kit_${name} STATIC ${sources})
    target_include_directories(hs_kit_${name} PUBLIC ${CMAKE_SOURCE_DIR})
    target_link_libraries(hs_kit_${name} PUBLIC hs_flags)
    set(HS_ROOMS hs_kit_${name} ${HS_ROOMS} PARENT_SCOPE)
  endif()
endfunction()

# A program of ours: static-pie unless HS_SHARED or a sanitizer asks otherwise.
function(hs_program target)
  if(NOT HS_SHARED AND NOT HS_SANITIZE)
    target_link_options(${target} PRIVATE -static-pie -Wl,-z,relro,-z,now -Wl,--gc-sections
      -Wl,-Map=$<TARGET_FILE:${target}>.map
      # SQLite asks for them; nothing is loaded at run time (src/analysis/survey/store_database.cc).
      -Wl,--wrap=dlopen,--wrap=dlsym,--wrap=dlclose,--wrap=dlerror)
  endif()
endfunction()

# A plug-in: plugins/<name>/*.cc, an executable of its own, linked statically with what it needs and nothing else. It
# stands in <build>/plugins/ as it will in libexec/halfsecond/.
function(hs_plugin name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/plugins/${name}/*.cc)
  add_executable(hs_plugin_${name} ${sources})
  target_link_libraries(hs_plugin_${name} PRIVATE hs_kit_plugin hs_flags ${ARGN})
  set_target_properties(hs_plugin_${name} PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
  hs_program(hs_plugin_${name})
  set_property(GLOBAL APPEND PROPERTY HS_PLUGINS hs_plugin_${name})
  install(TARGETS hs_plugin_${name} RUNTIME DESTINATION libexec/halfsecond)
endfunction()

# A plug-in that only tests start, from one file.
function(hs_test_plugin name source)
  add_executable(hs_plugin_${name} ${source})
  target_link_libraries(hs_plugin_${name} PRIVATE hs_kit_plugin hs_flags)
  set_target_properties(hs_plugin_${name} PROPERTIES OUTPUT_NAME ${name}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins)
  hs_program(hs_plugin_${name})
  set_property(GLOBAL APPEND PROPERTY HS_PLUGINS hs_plugin_${name})
endfunction()

# The static archive of a library that only a plug-in links.
function(hs_archive variable name)
  find_library(${variable} lib${name}.a REQUIRED)
endfunction()
