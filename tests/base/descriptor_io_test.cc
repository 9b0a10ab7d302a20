#include "base/descriptor_io.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <thread>
#include <utility>

using halfsecond::ReadAll;
using halfsecond::ReadSome;
using halfsecond::WriteAll;

namespace {

struct Pipe {
  Pipe() { REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends) close(end);
  }
  std::array<int, 2> ends{};
};

}  // namespace

TEST_CASE("a message larger than the pipe arrives whole") {
  const Pipe pipe;
  std::string message(1'000'000, '\0');
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<char>(i % 251);
  std::string heard(message.size(), '\0');
  bool is_read = false;
  std::thread reader([&] { is_read = ReadAll(pipe.ends[0], heard.data(), heard.size()); });
  const bool is_written = WriteAll(pipe.ends[1], message);
  reader.join();
  CHECK(is_written);
  CHECK(is_read);
  CHECK((heard == message));
}

TEST_CASE("an end before the message's is false") {
  Pipe pipe;
  REQUIRE(WriteAll(pipe.ends[1], "half"));
  close(std::exchange(pipe.ends[1], -1));
  std::array<char, 8> room{};
  CHECK_FALSE(ReadAll(pipe.ends[0], room.data(), room.size()));
  CHECK(ReadSome(pipe.ends[0], room.data(), room.size()) == 0);
}

TEST_CASE("what is there is read at once") {
  const Pipe pipe;
  REQUIRE(WriteAll(pipe.ends[1], "some"));
  std::array<char, 8> room{};
  CHECK(ReadSome(pipe.ends[0], room.data(), room.size()) == 4);
}

TEST_CASE("what nobody can take is told by errno") {
  Pipe pipe;
  close(std::exchange(pipe.ends[0], -1));
  auto* const before = std::signal(SIGPIPE, SIG_IGN);
  errno = 0;
  CHECK_FALSE(WriteAll(pipe.ends[1], "for nobody"));
  CHECK(errno == EPIPE);
  static_cast<void>(std::signal(SIGPIPE, before));
}
