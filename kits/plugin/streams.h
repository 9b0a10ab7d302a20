// Where a job's input comes from and where its output goes: memory, a descriptor or a function. A regular file is read
// and written at once; anything else is asked first whether it is ready, so that a slow peer cannot hold up a deadline.

#pragma once

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "kits/plugin/outcome.h"

namespace halfsecond::plugin {

class Source {
 public:
  // Memory. It must stay as it is until the job is over.
  static Source Of(std::span<const std::byte> bytes);
  static Source Of(std::string_view text) { return Of(std::as_bytes(std::span(text.data(), text.size()))); }

  // A descriptor, read to its end. It stays the caller's.
  static Source From(int descriptor);

  // A function that fills the front of what it is given and says how much; 0 at the end. It may block, and then the
  // deadline waits for it.
  using Pull = std::function<Outcome<std::size_t>(std::span<std::byte>)>;
  static Source PulledBy(Pull pull);

  struct Window {
    std::span<const std::byte> bytes;  // next in the stream
    bool last = false;                 // and nothing after them
  };
  // Empty and not last: nothing is ready; wait for descriptor(). Faults: kStream.
  Outcome<Window> Peek();
  void Took(std::size_t count);
  int descriptor() const { return descriptor_; }

 private:
  Outcome<std::size_t> Read(std::span<std::byte> room);

  std::span<const std::byte> memory_;
  int descriptor_ = -1;
  bool ready_always_ = false;
  Pull pull_;
  std::unique_ptr<std::byte[]> buffer_;  // none for memory
  std::size_t start_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
};

class Sink {
 public:
  // Appends. It must live until the job is over.
  static Sink Into(std::string* text);

  // A descriptor. It stays the caller's.
  static Sink To(int descriptor);

  // A function that takes each piece; false cancels the job.
  using Push = std::function<bool(std::span<const std::byte>)>;
  static Sink PushedTo(Push push);
  // The same for a function that looks at each byte at most once, or copies it first: from a ring it is given memory
  // that a hostile worker could still change.
  static Sink PushedInPlaceTo(Push push);

  enum class Memory : std::uint8_t { kOwn, kShared };
  // Takes from the front of `bytes` and says how much; 0: not ready; wait for descriptor(). Faults: kStream,
  // kCancelled.
  Outcome<std::size_t> Give(std::span<const std::byte> bytes, Memory memory);
  int descriptor() const { return descriptor_; }

 private:
  std::string* text_ = nullptr;
  int descriptor_ = -1;
  bool ready_always_ = false;
  Push push_;
  bool in_place_ = false;
  std::unique_ptr<std::byte[]> copy_;
};

}  // namespace halfsecond::plugin
