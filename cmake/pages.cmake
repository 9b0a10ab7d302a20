# The manual page and the completions of shells: what the program that was just built says of itself.
function(hs_page option name destination)
  set(page ${CMAKE_BINARY_DIR}/share/${name})
  add_custom_command(OUTPUT ${page} COMMAND sh -c "\"$0\" ${option} >\"$1\"" $<TARGET_FILE:halfsecond> ${page}
    DEPENDS halfsecond VERBATIM)
  set_property(GLOBAL APPEND PROPERTY HS_PAGES ${page})
  install(FILES ${page} DESTINATION share/${destination})
endfunction()

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share)
hs_page(--man halfsecond.1 man/man1)
hs_page("--completion bash" halfsecond bash-completion/completions)
hs_page("--completion zsh" _halfsecond zsh/site-functions)
get_property(pages GLOBAL PROPERTY HS_PAGES)
add_custom_target(pages ALL DEPENDS ${pages})
