// Objects of one repository by name, from a running `git cat-file --batch-command`. Several are asked for at once, so
// that git reads one while we look at another.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace halfsecond::shadow {

struct FetchedObject {
  enum class State : std::uint8_t { kHere, kMissing, kTooLarge };
  State state = State::kMissing;
  std::string_view type;   // "blob", "commit", "tag", "tree"
  std::string_view bytes;  // valid until the next object; empty unless kHere
  std::string* whole =
      nullptr;  // what `bytes` views, for who wants to keep it: it may be moved from. None unless kHere
};

// What may be asked of one pipe.
struct ObjectLimits {
  std::uint64_t one_bytes = limits::kMaxBlobBytes;  // a larger object is passed over
  std::uint64_t all_bytes = limits::kMaxContentBytes;
};

// An object asked for ahead of time: not yet read, or read because another was fetched first.
struct ExpectedObject {
  std::string name;
  enum class Stage : std::uint8_t { kAsked, kRead, kForgotten } stage = Stage::kAsked;
  FetchedObject::State state = FetchedObject::State::kMissing;
  std::string type;
  std::string body;
};

class ObjectPipe {
 public:
  // `to` and `from` stay the owner's.
  ObjectPipe(int to, int from, ObjectLimits most = {}) : to_(to), from_(from), most_(most) {}

  // Hands each of `names`, in their order, to `take`: ids, or "HEAD:path". Errors: kTruncated (git ended), kMalformed,
  // kLimit (too many bytes in all).
  Result<void> Fetch(const std::vector<std::string>& names,
                     const std::function<void(std::size_t, const FetchedObject&)>& take);

  // Has git look for `names`, which are to be fetched soon, each alone and about in this order: it works on them while
  // we do something else. Only a hint: of those that are fetched much later than their turn, the bytes are forgotten
  // and asked for again. REQUIRES: names.size() <= room().
  Result<void> Expect(const std::vector<std::string>& names);

  // How many more may be expected now.
  std::size_t room() const { return kMostExpected - in_flight_; }

  static constexpr std::size_t kMostExpected = 64;              // asked and not yet read
  static constexpr std::size_t kMostStashed = 256;              // read before their turn
  static constexpr std::size_t kMostStashedBytes = 4ULL << 20;  // of those

 private:
  Result<void> Ask(std::string_view lines) const;
  Result<void> AskNext(const std::vector<std::string>& names, std::size_t& asked) const;
  Result<void> ReadOne(const std::string& name, FetchedObject& object);
  Result<std::string_view> Held();
  Result<std::string> ReadLine();
  Result<void> ReadBody(std::uint64_t size, FetchedObject& object);
  Result<void> Fill();

  int to_;
  int from_;
  ObjectLimits most_;
  std::vector<char> piece_;  // what was read last
  std::size_t at_ = 0;       // of it, the first byte not yet taken
  std::size_t end_ = 0;      // of it, behind the last
  std::string body_;
  std::string type_;
  std::uint64_t read_bytes_ = 0;

  enum class Turn : std::uint8_t { kNow, kLater };
  Result<void> ReadExpected(ExpectedObject& expected, Turn turn);
  Result<std::deque<ExpectedObject>::iterator> ReadUpTo(std::string_view name);
  void Forget();

  std::deque<ExpectedObject> expected_;  // in the order asked for: those read, then those in flight
  std::size_t in_flight_ = 0;
  std::size_t stashed_bytes_ = 0;
};

}  // namespace halfsecond::shadow
