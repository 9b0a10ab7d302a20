#include "kits/plugin/filter_plugin.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>

#include "kits/plugin/job_run.h"
#include "kits/plugin/profiles.h"

namespace halfsecond::plugin {

namespace {

constexpr std::size_t kMostWords = 200;  // of what a filter says on stderr

// What a filter says on stderr: the start is kept, the rest is taken so that it does not wait for us.
class Words {
 public:
  bool Open(Descriptor& for_filter) {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    ours_ = Descriptor(ends[0]);
    for_filter = Descriptor(ends[1]);
    return fcntl(ours_.number(), F_SETFL, O_NONBLOCK) == 0;
  }
  int descriptor() const { return ours_.number(); }
  void Take() {
    std::array<char, 512> buffer{};
    ssize_t got = -1;
    while (ours_.ok() && (got = read(ours_.number(), buffer.data(), buffer.size())) > 0) {
      text_.append(buffer.data(), std::min(static_cast<std::size_t>(got), kMostWords - text_.size()));
    }
    if (got == 0) ours_.Close();
  }
  // The first line that says something, with nothing in it but printable ASCII.
  std::string Line() const {
    const std::size_t begin = std::min(text_.find_first_not_of('\n'), text_.size());
    std::string line = text_.substr(begin, text_.find('\n', begin) - begin);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return line;
  }

 private:
  Descriptor ours_;
  std::string text_;
};

bool Exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

}  // namespace

struct FilterPlugin::Inside {
  Inside(const FilterManifest& given, Program read) : manifest(given), program(std::move(read)) {
    const std::string& path = manifest.path;
    arguments.push_back(path.substr(path.rfind('/') + 1));
    arguments.insert(arguments.end(), manifest.arguments.begin(), manifest.arguments.end());
    for (const std::string& folder : manifest.readable) {
      if (Exists(folder)) paths.push_back({-1, folder});
    }
    job.limits = manifest.limits;
  }

  Outcome<Process> Start(NewLink& link, Words& words) const {
    Descriptor stderr_end;
    if (!words.Open(stderr_end)) return FaultOf(Fault::Kind::kSpawn, "pipe", errno);
    const auto cpu = std::chrono::ceil<std::chrono::seconds>(manifest.limits.cpu).count() + 1;
    const std::array limits{Limit{RLIMIT_AS, manifest.limits.memory_bytes},
                            Limit{RLIMIT_CPU, static_cast<std::uint64_t>(cpu)}};
    const std::array descriptors{link.for_worker[0].number(), link.for_worker[1].number(), stderr_end.number()};
    LaunchPlan plan;
    plan.program = &program;
    plan.arguments = arguments;
    plan.descriptors = descriptors;
    plan.profile = &kFiltering;
    plan.paths = paths;
    plan.limits = limits;
    plan.layers = LayerSet::All().Without(Layer::kUndumpable);  // by itself: nobody can read its program (program.h)
    plan.root = Root::kAdopter;
    auto process = Launch(plan);
    if (!process.ok()) return process;
    for (std::size_t i = 0; i < kLayers; ++i) {
      const auto layer = static_cast<Layer>(i);
      const Confinement& walls = process.value().walls();
      if (!plan.layers.Has(layer) || walls.InForce(layer) || manifest.may_be_missing.Has(layer)) continue;
      return FaultOf(Fault::Kind::kConfine, std::string(LayerName(layer)) + " is missing", walls[layer].error);
    }
    return process;
  }

  FilterManifest manifest;
  Program program;
  std::vector<std::string> arguments;
  std::vector<PathRule> paths;
  Manifest job;  // the limits, as a job knows them
};

FilterPlugin::FilterPlugin(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
FilterPlugin::FilterPlugin(FilterPlugin&&) noexcept = default;
FilterPlugin& FilterPlugin::operator=(FilterPlugin&&) noexcept = default;
FilterPlugin::~FilterPlugin() = default;

Outcome<FilterPlugin> FilterPlugin::Open(const FilterManifest& manifest) {
  auto program = Program::Read(manifest.path, manifest.sha256 ? &*manifest.sha256 : nullptr);
  if (!program.ok()) return program.fault();
  return FilterPlugin(std::make_unique<Inside>(manifest, std::move(program).value()));
}

Outcome<Report> FilterPlugin::Run(Request& request) {
  auto made = MakeRawLink();
  if (!made.ok()) return made.fault();
  Words words;
  auto started = inside_->Start(made.value(), words);
  if (!started.ok()) return started.fault();
  Process process = std::move(started).value();
  for (Descriptor& theirs : made.value().for_worker) theirs.Close();

  Worker worker;
  worker.process = process.number();
  worker.link = std::move(made.value().link);
  (void)worker.talk.Hear({4, FrameType::kReady, false, 0});  // a filter is ready from the start
  const std::atomic<bool> cancelled{false};
  JobRun run(request, worker, inside_->job, 1, cancelled);
  for (;;) {
    const auto over = run.Advance();
    if (!over.ok()) return over.fault();
    if (over.value()) break;
    JobRun::Watched of_job{};
    if (!run.Watch(of_job)) continue;
    std::array<pollfd, std::tuple_size_v<JobRun::Watched> + 2> watched{};
    const auto after = std::copy(of_job.begin(), of_job.end(), watched.begin());
    after[0] = {worker.status ? -1 : process.handle(), POLLIN, 0};
    after[1] = {words.descriptor(), POLLIN, 0};
    poll(watched.data(), watched.size(), static_cast<int>(run.Patience().count()));
    if (after[1].revents != 0) words.Take();
    if (after[0].revents == 0) continue;
    if (const auto ended = process.Ended()) worker.status = ended->status;
  }
  Report report = run.report();
  words.Take();
  if (!report.verdict.done() && !words.Line().empty()) report.verdict.words += ": " + words.Line();
  return report;
}

}  // namespace halfsecond::plugin
