#include "kits/plugin/pipe_pair.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace halfsecond::plugin {

namespace {

constexpr int kPipeBytes = 1 << 20;
constexpr std::size_t kBuffer = std::size_t{256} << 10;

}  // namespace

Outcome<PipePair> OpenPipePair() {
  std::array<int, 2> in{-1, -1};
  std::array<int, 2> out{-1, -1};
  if (pipe2(in.data(), O_CLOEXEC) != 0) return FaultOf(Fault::Kind::kSpawn, "pipe", errno);
  Descriptor worker_in(in[0]);
  Descriptor host_in(in[1]);
  if (pipe2(out.data(), O_CLOEXEC) != 0) return FaultOf(Fault::Kind::kSpawn, "pipe", errno);
  Descriptor host_out(out[0]);
  Descriptor worker_out(out[1]);
  // Smaller pipes will do where these are refused.
  (void)fcntl(host_in.number(), F_SETPIPE_SZ, kPipeBytes);
  (void)fcntl(host_out.number(), F_SETPIPE_SZ, kPipeBytes);
  Descriptor kept(fcntl(worker_in.number(), F_DUPFD_CLOEXEC, 0));
  if (!kept.ok() || fcntl(host_in.number(), F_SETFL, O_NONBLOCK) != 0 ||
      fcntl(host_out.number(), F_SETFL, O_NONBLOCK) != 0) {
    return FaultOf(Fault::Kind::kSpawn, "pipe", errno);
  }
  return PipePair{std::move(host_in), std::move(host_out), std::move(worker_in), std::move(worker_out),
                  std::move(kept)};
}

PipeOutput::PipeOutput(Descriptor end) : end_(std::move(end)), buffer_(new std::byte[kBuffer]) {}

std::span<const std::byte> PipeOutput::Read() {
  if (closed_) return {};
  ssize_t got = -1;
  do {
    got = read(end_.number(), buffer_.get(), kBuffer);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && errno == EAGAIN) return {};
  closed_ = got <= 0;
  return {buffer_.get(), closed_ ? 0 : static_cast<std::size_t>(got)};
}

}  // namespace halfsecond::plugin
