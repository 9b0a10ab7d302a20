// Whole messages through a descriptor: pipes, sockets and files take and give parts, and signals interrupt.

#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string_view>

namespace halfsecond {

// False when not all could be written; errno says why.
bool WriteAll(int to, std::string_view bytes);

// False when `length` bytes could not be had: an error, or an end before them.
bool ReadAll(int from, void* into, std::size_t length);

// What read(2) says, asked again when a signal came between: how many bytes, 0 at the end, -1 and errno.
ssize_t ReadSome(int from, void* into, std::size_t most);

}  // namespace halfsecond
