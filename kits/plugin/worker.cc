#include "kits/plugin/worker.h"

#include <algorithm>
#include <cstring>

#include "kits/plugin/port.h"

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kFrameWorthSending = std::size_t{64} << 10;

}  // namespace

std::unique_ptr<Job> Job::Await(Port& port) {
  std::unique_ptr<Job> job(new Job(port));
  for (;;) {
    const auto raw = port.Receive();
    if (raw.empty()) return nullptr;
    auto rest = raw;
    const auto taken = job->deframer_.Take(rest);
    if (!taken.ok()) return nullptr;
    if (taken.value()) {
      const Deframer::Piece& piece = *taken.value();
      if (piece.frame.type != FrameType::kJob) return nullptr;
      job->sequence_ = piece.frame.sequence;
      job->held_.append(reinterpret_cast<const char*>(piece.bytes.data()), piece.bytes.size());
      if (piece.complete) {
        port.Release(raw.size() - rest.size());
        break;
      }
    }
    port.Release(raw.size() - rest.size());
  }
  const auto held = std::as_bytes(std::span(job->held_.data(), job->held_.size()));
  job->operation_ = LittleU32(held.first<4>());
  job->parameters_ = held.subspan(4);
  return job;
}

// Moves window_ on to the next piece of the stream. False when the host has gone or broken the protocol.
bool Job::NextPiece() {
  Seal();
  for (;;) {
    const auto raw = port_.Receive();
    if (raw.empty()) return false;
    auto rest = raw;
    const auto taken = deframer_.Take(rest);
    if (!taken.ok()) return false;
    const std::size_t used = raw.size() - rest.size();
    if (!taken.value()) {
      port_.Release(used);
      continue;
    }
    const Deframer::Piece& piece = *taken.value();
    if (piece.frame.type != FrameType::kData || piece.frame.sequence != sequence_) return false;
    port_.Release(used - piece.bytes.size());
    window_ = piece.bytes;
    last_ = piece.complete && piece.frame.fin;
    if (!window_.empty() || last_) return true;
  }
}

std::span<const std::byte> Job::Input() {
  if (window_.empty() && !over_) {
    if (!last_ && !NextPiece()) last_ = true;
    over_ = last_ && window_.empty();
  }
  return window_;
}

void Job::Consume(std::size_t count) {
  window_ = window_.subspan(count);
  port_.Release(count);
}

std::span<std::byte> Job::Output() {
  if (!frame_.empty() && frame_.size() - kHeaderBytes - filled_ < kLeastRoom) Seal();
  if (frame_.empty()) frame_ = port_.Reserve(kHeaderBytes + kLeastRoom);
  if (frame_.empty()) return {};
  return frame_.subspan(kHeaderBytes + filled_);
}

void Job::Commit(std::size_t count) {
  filled_ += count;
  if (filled_ >= kFrameWorthSending) Seal();
}

// Sends the open frame. An empty one is taken back.
void Job::Seal() {
  if (filled_ > 0) {
    const HeaderBytes header = Encoded({static_cast<std::uint32_t>(filled_), FrameType::kData, false, sequence_});
    std::copy(header.begin(), header.end(), frame_.begin());
    port_.Publish(kHeaderBytes + filled_, Urgency::kCanWait);
  }
  frame_ = {};
  filled_ = 0;
}

void Job::Write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto room = Output();
    if (room.empty()) return;
    const std::size_t count = std::min(room.size(), bytes.size());
    std::memcpy(room.data(), bytes.data(), count);
    Commit(count);
    bytes = bytes.subspan(count);
  }
}

void Job::Finish(const Verdict& verdict) {
  Seal();
  // What the plug-in did not look at is taken off the transport: the next job starts after it.
  while (verdict.done() && !Input().empty()) Consume(window_.size());
  const std::size_t words = std::min(verdict.words.size(), kMostVerdictBytes - 4);
  const auto frame = port_.Reserve(kHeaderBytes + 4 + words);
  if (frame.empty()) return;
  const HeaderBytes header = Encoded({static_cast<std::uint32_t>(4 + words), FrameType::kVerdict, true, sequence_});
  std::copy(header.begin(), header.end(), frame.begin());
  PutLittleU32(frame.subspan(kHeaderBytes).first<4>(), static_cast<std::uint32_t>(verdict.code));
  std::memcpy(frame.data() + kHeaderBytes + 4, verdict.words.data(), words);
  port_.Publish(kHeaderBytes + 4 + words, Urgency::kNow);
}

}  // namespace halfsecond::plugin
