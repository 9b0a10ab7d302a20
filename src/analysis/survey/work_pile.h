// WorkPile: work that several workers take from and add to until nothing is left and nobody can add more. What was put
// last is taken first, so that what is open stays little.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace halfsecond::survey {

template <typename Job>
class WorkPile {
 public:
  // Puts `jobs` on top, the first of them uppermost.
  void Put(std::vector<Job> jobs) {
    if (jobs.empty()) return;
    const std::lock_guard lock(mutex_);
    for (; !jobs.empty(); jobs.pop_back()) jobs_.push_back(std::move(jobs.back()));
    if (waiting_ > 0) wake_.notify_all();
  }

  // Does one job after the other with `work`, which may Put more. Returns when all are done, also those of others.
  template <typename Work>
  void Serve(const Work& work) {
    std::unique_lock lock(mutex_);
    for (;;) {
      while (jobs_.empty() && busy_ > 0) {
        ++waiting_;
        wake_.wait(lock);
        --waiting_;
      }
      if (jobs_.empty()) return;
      ++busy_;
      {
        Job job = std::move(jobs_.back());
        jobs_.pop_back();
        lock.unlock();
        work(job);
      }
      lock.lock();
      if (--busy_ == 0 && jobs_.empty()) wake_.notify_all();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job> jobs_;
  std::size_t busy_ = 0;     // workers inside a job
  std::size_t waiting_ = 0;  // workers that found none
};

}  // namespace halfsecond::survey
