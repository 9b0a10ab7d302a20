// The worker SDK: a plug-in is one file with one function.
//
//   Verdict Upper(Job& job) {
//     for (auto in = job.Input(); !in.empty(); in = job.Input()) { ...job.Write(...); job.Consume(in.size()); }
//     return Verdict::Done();
//   }
//   int main() { return halfsecond::plugin::RunWorker(&Upper); }
//
// Link it statically. RunWorker confines every worker before it sees a job; the function has its stream, memory and a
// clock, and nothing else. A system call outside that ends the worker, and the host learns which it was.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "kits/plugin/verdict.h"
#include "kits/plugin/wire.h"

namespace halfsecond::plugin {

class Port;

// One job as its worker sees it: what is asked, a stream in and a stream out.
class Job {
 public:
  // Waits for the next job. Nothing when the host has gone.
  static std::unique_ptr<Job> Await(Port& port);

  std::uint32_t operation() const { return operation_; }
  std::span<const std::byte> parameters() const { return parameters_; }

  // What has come of the input and is not yet consumed; waits for some. Empty only at the end of the stream. Valid
  // until the next call of Input or Consume.
  std::span<const std::byte> Input();

  // The window that Input gave is the last: nothing follows it. An encoder ends its stream with these bytes.
  bool input_ends() const { return last_; }

  // The first `count` bytes of Input() are done with.
  void Consume(std::size_t count);

  // Room for output, at least kLeastRoom bytes, to be written in place. Waits while the host has not taken enough of
  // what was written before.
  std::span<std::byte> Output();
  static constexpr std::size_t kLeastRoom = 4096;

  // The first `count` bytes of Output() are written.
  void Commit(std::size_t count);

  // Output and Commit for bytes that stand elsewhere.
  void Write(std::span<const std::byte> bytes);
  void Write(std::string_view text) { Write(std::as_bytes(std::span(text.data(), text.size()))); }

  // The job's end: what is left of the output, and the verdict. RunWorker calls it.
  void Finish(const Verdict& verdict);

 private:
  explicit Job(Port& port) : port_(port) {}
  bool NextPiece();
  void Seal();

  Port& port_;
  Deframer deframer_;
  std::uint64_t sequence_ = 0;
  std::uint32_t operation_ = 0;
  std::string held_;  // operation and parameters, as they came
  std::span<const std::byte> parameters_;

  std::span<const std::byte> window_;  // the rest of the current piece
  bool last_ = false;                  // window_ ends the stream
  bool over_ = false;                  // and has been consumed

  std::span<std::byte> frame_;  // of the output, its header first; empty: none is open
  std::size_t filled_ = 0;      // bytes of its payload
};

using JobFunction = Verdict (*)(Job&);

// The whole of a plug-in's main: serves the host that started it, until that goes. Returns the exit status.
int RunWorker(JobFunction run);

}  // namespace halfsecond::plugin
