#include "sandbox/confinement.h"

#include <array>
#include <vector>

#include "sandbox/plugin.h"
#include "sandbox/profiles.h"

namespace halfsecond::sandbox {

namespace {

using plugin::Layer;

constexpr std::array kInOrder{Layer::kNoNewPrivileges, Layer::kUndumpable, Layer::kCapabilities,
                              Layer::kLandlock,        Layer::kLimits,     Layer::kSeccomp};
constexpr plugin::LayerSet kBeforeThreads = plugin::LayerSet::All().Without(Layer::kLimits).Without(Layer::kSeccomp);
constexpr plugin::LayerSet kAfterThreads = plugin::LayerSet().With(Layer::kLimits).With(Layer::kSeccomp);

void Append(std::string& list, const std::string& item) {
  if (!list.empty()) list += ", ";
  list += item;
}

const plugin::Profile& ProfileOf(Duty duty) {
  return duty == Duty::kHostsPlugins ? kPluginHost : kReader;
}

}  // namespace

std::string Confinement::Line() const {
  std::string held;
  std::string missing;
  for (const Layer layer : kInOrder) {
    std::string item = plugin::LayerName(layer);
    if (!layers.InForce(layer)) {
      if (layers[layer].error != 0) item += " (" + plugin::ErrnoText(layers[layer].error) + ")";
      Append(missing, item);
      continue;
    }
    if (layer == Layer::kLandlock) item += " abi " + std::to_string(layers.landlock_abi);
    Append(held, item);
  }
  std::string line = std::string(ProfileOf(duty).name) + ": " + (held.empty() ? "nothing in force" : held);
  if (!missing.empty()) line += "; missing: " + missing;
  return line;
}

Result<Confinement> ConfineReader(std::span<const std::string> readable_paths,
                                  const std::function<void()>& start_threads, Duty duty) {
  const plugin::Profile& profile = ProfileOf(duty);
  std::vector<plugin::PathRule> rules;
  for (const std::string& path : readable_paths) rules.push_back({-1, path});
  if (rules.empty()) rules.push_back({-1, "/"});
  const auto first = plugin::Confine(profile, rules, {.layers = kBeforeThreads});
  if (!first.ok()) return ToError(first.fault());
  if (start_threads) start_threads();
  const auto all = plugin::Confine(profile, {}, {.layers = kAfterThreads, .before = first.value()});
  if (!all.ok()) return ToError(all.fault());
  return Confinement{all.value(), duty};
}

Result<Confinement> ConfineStoreWriter(const std::string& directory) {
  const std::vector<plugin::PathRule> rules{{-1, directory}};
  const auto all = plugin::Confine(kStoreWriter, rules, {});
  if (!all.ok()) return ToError(all.fault());
  return Confinement{all.value()};
}

}  // namespace halfsecond::sandbox
