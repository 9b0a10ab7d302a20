#include "kits/plugin/job_run.h"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <memory>

using namespace halfsecond::plugin;    // NOLINT(google-build-using-namespace): a test reads better without it
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

namespace {

// Takes all input, and always has one more frame of nothing: a worker that talks faster than anybody can listen.
class ChatteringLink final : public Link {
 public:
  void Begin(std::uint64_t sequence, std::uint32_t, std::span<const std::byte>) override { sequence_ = sequence; }
  Outcome<std::size_t> Offer(std::span<const std::byte> bytes, Last last) override {
    sent_ |= last == Last::kYes;
    return bytes.size();
  }
  bool sent() const override { return sent_; }
  Outcome<std::optional<Deframer::Piece>> Next() override {
    if (++told_ == 1) return {Deframer::Piece{{4, FrameType::kReady, true, 0}, layers_, true}};
    return {Deframer::Piece{{0, FrameType::kData, false, sequence_}, {}, true}};
  }
  bool closed() const override { return false; }
  bool Watch(Need, std::array<pollfd, 2>&) override { return false; }
  bool shared() const override { return false; }

 private:
  std::array<std::byte, 4> layers_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t told_ = 0;
  bool sent_ = false;
};

}  // namespace

TEST_CASE("a worker that never stops sending frames of nothing is stopped by the deadline") {
  Worker worker;
  worker.link = std::make_unique<ChatteringLink>();
  std::string text;
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
  CHECK(over.fault().kind == Fault::Kind::kTimeout);
  CHECK(text.empty());
}
