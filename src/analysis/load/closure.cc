#include "analysis/load/closure.h"

#include <utility>

#include "analysis/load/closure_builder.h"
#include "base/limits.h"

namespace halfsecond::load {
namespace {

constexpr std::uint64_t kMaxLoaderBytes = 8ULL << 20;  // a dynamic loader; largest met: 1.3 MiB (musl with symbols)

}  // namespace

LoaderWorld::LoaderWorld(ObjectStore& store, LoaderEnvironment environment, int cpu_level)
    : store_(store),
      environment_(std::move(environment)),
      cpu_level_(cpu_level),
      real_paths_(store.root()),
      directories_(store.root()) {}

const LoaderProfile& LoaderWorld::Profile(const std::string& interpreter, const elf::Object& program) {
  const std::string key =
      interpreter + '\0' + std::to_string(program.machine) + '\0' + std::to_string(static_cast<int>(program.elf_class));
  if (const auto known = profiles_.find(key); known != profiles_.end()) return known->second;
  CpuModel cpu = HostCpu(program.machine);
  if (cpu_level_ != 0 && cpu.x86_64_level != 0) {
    // A processor asked for by its level alone: no vendor's names.
    cpu = {cpu_level_, "x86_64", {"x86_64"}};
  }
  Bytes bytes;
  auto file = store_.root().OpenFile(interpreter);
  if (file.ok() && (*file)->size() <= kMaxLoaderBytes) {
    if (const auto all = (*file)->At(0, (*file)->size()); all.ok()) bytes = *all;
  }
  return profiles_.emplace(key, ProfileOf(interpreter, bytes, program, cpu)).first->second;
}

const LdSoCache* LoaderWorld::Cache() {
  if (!cache_was_read_) {
    cache_was_read_ = true;
    auto file = store_.root().OpenFile("/etc/ld.so.cache");
    if (file.ok()) {
      cache_file_ = std::move(*file);
      const auto bytes = cache_file_->At(0, cache_file_->size());
      if (bytes.ok()) {
        // A cache that is none is ignored by the loader, and so by us.
        if (auto cache = LdSoCache::Read(*bytes); cache.ok()) cache_ = *cache;
      }
    }
  }
  return cache_ ? &*cache_ : nullptr;
}

const std::string& LoaderWorld::PreloadFile() {
  if (!preload_file_) {
    auto text = store_.root().ReadText("/etc/ld.so.preload");
    preload_file_ = text.ok() ? std::move(*text) : std::string();
  }
  return *preload_file_;
}

Closure LoaderWorld::Resolve(const std::string& path, const Alteration& alteration) {
  return ClosureBuilder(*this, path, alteration).Build();
}

}  // namespace halfsecond::load
