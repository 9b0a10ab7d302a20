// A Source that gives every reader its own bytes: what is read beyond a range asked for, or after a window was
// replaced, is an error that AddressSanitizer sees. It also counts, so that a test can say how much work a file may
// make.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/source.h"
#include "tests/damage.h"

namespace halfsecond::tests {

class StrictSource : public Source {
 public:
  explicit StrictSource(Bytes file) : file_(file) {}

  std::uint64_t size() const override { return file_.size(); }

  Result<Bytes> At(std::uint64_t offset, std::uint64_t length) override {
    HS_TRY(bytes, Taken(offset, length));
    kept_.emplace_back(bytes.text());
    return Bytes(kept_.back().span(), offset);
  }

  Result<Bytes> Window(std::uint64_t offset, std::uint64_t length) override {
    HS_TRY(bytes, Taken(offset, length));
    window_ = Exact(bytes.text());
    return Bytes(window_.span(), offset);
  }

  // How often bytes were asked for, and how many were given.
  std::uint64_t calls() const { return calls_; }
  std::uint64_t given_bytes() const { return given_bytes_; }

 private:
  Result<Bytes> Taken(std::uint64_t offset, std::uint64_t length) {
    ++calls_;
    HS_TRY(bytes, file_.Slice(offset, length));
    given_bytes_ += bytes.size();
    return bytes;
  }

  Bytes file_;
  std::deque<Exact> kept_;
  Exact window_{""};
  std::uint64_t calls_ = 0;
  std::uint64_t given_bytes_ = 0;
};

}  // namespace halfsecond::tests
