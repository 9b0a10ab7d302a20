#include "kits/plugin/job_run.h"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <memory>

using namespace halfsecond::plugin;    // NOLINT(google-build-using-namespace): a test reads better without it
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

namespace {

// Takes all input, and always has one more frame of so many bytes: a worker that talks faster than anybody can listen.
class ChatteringLink final : public Link {
 public:
  explicit ChatteringLink(std::uint32_t bytes) : bytes_(bytes) {}
  void Begin(std::uint64_t sequence, std::uint32_t, std::span<const std::byte>) override { sequence_ = sequence; }
  Outcome<std::size_t> Offer(std::span<const std::byte> bytes, Last last) override {
    sent_ |= last == Last::kYes;
    return bytes.size();
  }
  bool sent() const override { return sent_; }
  Outcome<std::optional<Deframer::Piece>> Next() override {
    if (++told_ == 1) return {Deframer::Piece{{4, FrameType::kReady, true, 0}, layers_, true}};
    return {Deframer::Piece{{bytes_, FrameType::kData, false, sequence_}, std::span(layers_).first(bytes_), true}};
  }
  bool closed() const override { return false; }
  bool Watch(Need, std::array<pollfd, 2>&) override { return false; }
  bool shared() const override { return false; }

 private:
  std::uint32_t bytes_;
  std::array<std::byte, 4> layers_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t told_ = 0;
  bool sent_ = false;
};

// How a job of 50 ms ends for it; `text` is what it wrote.
Fault FaultOfChatter(std::uint32_t bytes, std::string& text) {
  Worker worker;
  worker.link = std::make_unique<ChatteringLink>(bytes);
  Request request;
  request.input = Source::Of("in");
  request.output = Sink::Into(&text);
  request.deadline = 50ms;
  const Manifest manifest;
  const std::atomic<bool> cancelled = false;
  JobRun run(request, worker, manifest, 1, cancelled);
  auto over = run.Advance();
  while (over.ok() && !over.value()) over = run.Advance();
  REQUIRE_FALSE(over.ok());
  return over.fault();
}

}  // namespace

TEST_CASE("a worker that never stops sending a byte at a time is stopped by the deadline") {
  std::string text;
  CHECK(FaultOfChatter(1, text).kind == Fault::Kind::kTimeout);
  CHECK_FALSE(text.empty());
}

TEST_CASE("a worker that sends a frame of nothing has broken the protocol, and need not be waited for") {
  std::string text;
  const Fault fault = FaultOfChatter(0, text);
  CHECK(fault.kind == Fault::Kind::kProtocol);
  CHECK(fault.what == "the worker sent a frame of nothing");
  CHECK(text.empty());
}
