#include "analysis/survey/crew.h"

#include <algorithm>
#include <system_error>

namespace halfsecond::survey {
namespace {

constexpr std::size_t kMostWorkers = 4;

}  // namespace

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  wake_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Crew::Start(std::size_t workers) {
  while (this->workers() < workers) {
    const std::size_t number = this->workers();
    try {
      helpers_.emplace_back([this, number] { Help(number); });
    } catch (const std::system_error&) {
      return;
    }
  }
}

void Crew::Take(std::size_t worker) {
  for (;;) {
    const std::size_t begin = next_.fetch_add(step_, std::memory_order_relaxed);
    if (begin >= count_) return;
    (*work_)(worker, begin, std::min(begin + step_, count_));
  }
}

void Crew::Help(std::size_t worker) {
  unsigned seen = 0;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return is_over_ || round_ != seen; });
      if (is_over_) return;
      seen = round_;
    }
    Take(worker);
    const std::lock_guard lock(mutex_);
    if (--busy_ == 0) done_.notify_one();
  }
}

void Crew::Run(std::size_t count, std::size_t step, const Work& work) {
  {
    const std::lock_guard lock(mutex_);
    work_ = &work;
    count_ = count;
    step_ = step;
    next_.store(0, std::memory_order_relaxed);
    busy_ = helpers_.size();
    ++round_;
  }
  wake_.notify_all();
  Take(0);
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return busy_ == 0; });
}

std::size_t SensibleWorkers() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostWorkers);
}

}  // namespace halfsecond::survey
