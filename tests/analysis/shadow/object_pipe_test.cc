#include "analysis/shadow/object_pipe.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

using namespace halfsecond;          // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::shadow;  // NOLINT(google-build-using-namespace)

namespace {

// What git would say, laid ready; and what it was asked.
class ReadyGit {
 public:
  explicit ReadyGit(const std::string& answers) {
    CHECK(::pipe(asks_.data()) == 0);
    CHECK(::pipe(answers_.data()) == 0);
    CHECK(::write(answers_[1], answers.data(), answers.size()) == static_cast<ssize_t>(answers.size()));
    ::close(answers_[1]);
    ::fcntl(asks_[0], F_SETFL, O_NONBLOCK);
  }
  ReadyGit(const ReadyGit&) = delete;
  ReadyGit& operator=(const ReadyGit&) = delete;
  ~ReadyGit() {
    for (const int one : {asks_[0], asks_[1], answers_[0]}) ::close(one);
  }
  ObjectPipe Pipe() const { return {asks_[1], answers_[0]}; }
  int to() const { return asks_[1]; }
  std::string Asked() const {
    std::string asked(65'536, '\0');
    const ssize_t n = ::read(asks_[0], asked.data(), asked.size());
    asked.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return asked;
  }

 private:
  std::array<int, 2> asks_{};
  std::array<int, 2> answers_{};
};

std::string Blob(const std::string& name, const std::string& bytes) {
  return name + " blob " + std::to_string(bytes.size()) + "\n" + bytes + "\n";
}

std::string FetchOne(ObjectPipe& pipe, const std::string& name) {
  std::string got = "nothing";
  const auto fetched = pipe.Fetch({name}, [&](std::size_t, const FetchedObject& object) {
    if (object.state == FetchedObject::State::kHere) got = object.bytes;
  });
  return fetched.ok() ? got : fetched.error().what;
}

}  // namespace

TEST_CASE("what is expected is asked for once, and told in whatever order it is fetched") {
  const ReadyGit git(Blob("a", "A") + "b missing\n" + Blob("c", "C") + Blob("d", "D"));
  ObjectPipe pipe = git.Pipe();
  REQUIRE(pipe.Expect({"a", "b", "c"}).ok());
  CHECK(pipe.room() == ObjectPipe::kMostExpected - 3);
  CHECK(FetchOne(pipe, "c") == "C");
  CHECK(FetchOne(pipe, "a") == "A");
  CHECK(FetchOne(pipe, "b") == "nothing");
  CHECK(pipe.room() == ObjectPipe::kMostExpected);
  CHECK(git.Asked() == "contents a\ncontents b\ncontents c\nflush\n");
  CHECK(FetchOne(pipe, "d") == "D");
  CHECK(git.Asked() == "contents d\nflush\n");
}

TEST_CASE("what came before its turn is let go of when it is too much, and asked for again") {
  // So many fit beside one another; git's pipe holds far less, so that a writer of its own is needed.
  const std::string large(ObjectPipe::kMostStashedBytes / 2, 'x');
  const ReadyGit git("");
  const std::string answers = Blob("a", large) + Blob("b", large) + Blob("c", "C") + Blob("d", large) + Blob("z", "Z") +
                              Blob("d", "asked for again");
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  std::thread writer([&] {
    for (std::size_t at = 0; at < answers.size();) {
      const ssize_t n = ::write(ends[1], answers.data() + at, answers.size() - at);
      if (n <= 0) break;
      at += static_cast<std::size_t>(n);
    }
    ::close(ends[1]);
  });
  ObjectPipe pipe(git.to(), ends[0]);
  CHECK(pipe.Expect({"a", "b", "c", "d"}).ok());
  CHECK(FetchOne(pipe, "z") == "Z");
  CHECK(FetchOne(pipe, "a") == large);
  CHECK(FetchOne(pipe, "d") == "asked for again");
  CHECK(git.Asked() == "contents a\ncontents b\ncontents c\ncontents d\nflush\ncontents z\nflush\ncontents d\nflush\n");
  writer.join();
  ::close(ends[0]);
}

TEST_CASE("git that ends before it told what was expected is an error") {
  const ReadyGit git(Blob("a", "A"));
  ObjectPipe pipe = git.Pipe();
  REQUIRE(pipe.Expect({"a", "b"}).ok());
  CHECK(FetchOne(pipe, "b") == "git ended before it had told all objects");
}
