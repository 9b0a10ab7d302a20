// Crew: the calling thread and a few helpers that share numbered work. Helpers are started before the process is
// confined, wait for work, and end with the Crew.

#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace halfsecond::survey {

class Crew {
 public:
  // Does the pieces [begin, end) it is given; `worker` is 0 for the calling thread, then 1 and so on.
  using Work = std::function<void(std::size_t worker, std::size_t begin, std::size_t end)>;

  Crew() = default;
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;
  ~Crew();

  // Starts helpers until `workers` can work at once. Fewer when the system gives no more threads.
  void Start(std::size_t workers);

  std::size_t workers() const { return helpers_.size() + 1; }

  // Has all of 0 to count - 1 done, `step` at a time, by whoever is free; returns when all are. Which worker does what
  // is chance: results must not depend on it. REQUIRES: step > 0; `work` throws nothing.
  void Run(std::size_t count, std::size_t step, const Work& work);

 private:
  void Help(std::size_t worker);
  void Take(std::size_t worker);

  std::vector<std::thread> helpers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  unsigned round_ = 0;    // of work handed out; helpers wait for the next
  std::size_t busy_ = 0;  // helpers that have not finished this round
  bool is_over_ = false;
  const Work* work_ = nullptr;
  std::size_t count_ = 0;
  std::size_t step_ = 1;
  std::atomic<std::size_t> next_{0};
};

// How many workers pay here: the processors this process may use, at most a few.
std::size_t SensibleWorkers();

}  // namespace halfsecond::survey
