#include "readers/deb/status.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "readers/deb/stanza.h"

namespace halfsecond::deb {
namespace {

struct StateName {
  std::string_view name;
  PackageState state;
};
constexpr std::array<StateName, 8> kStateNames{{
    {"not-installed", PackageState::kNotInstalled},
    {"config-files", PackageState::kConfigFiles},
    {"half-installed", PackageState::kHalfInstalled},
    {"unpacked", PackageState::kUnpacked},
    {"half-configured", PackageState::kHalfConfigured},
    {"triggers-awaited", PackageState::kTriggersAwaited},
    {"triggers-pending", PackageState::kTriggersPending},
    {"installed", PackageState::kInstalled},
}};

// "install ok installed": what is wanted, whether there was an error, what is.
std::optional<PackageState> StateOf(std::string_view status) {
  const std::size_t blank = status.rfind(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view name = status.substr(blank + 1);
  for (const StateName& known : kStateNames) {
    if (known.name == name) return known.state;
  }
  return std::nullopt;
}

// "gcc-12 (12.2.0-14)": the version in parentheses is there when it differs from the binary package's.
std::string_view SourceName(std::string_view source, std::string_view package) {
  if (source.empty()) return package;
  return source.substr(0, source.find(' '));
}

// Letters, digits and `others`. Names of packages become names of files: no slash, no NUL (deb-control(5), "Package").
bool HasOnly(std::string_view name, std::string_view others) {
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

Result<Package> PackageOf(const Stanza& stanza) {
  Package package;
  package.at_byte = stanza.at_byte;
  package.name = stanza.Value("Package");
  if (package.name.empty() || !HasOnly(package.name, "-+._")) {
    return Error{Error::Kind::kMalformed, "a stanza without a package name", stanza.at_byte};
  }
  const std::optional<PackageState> state = StateOf(stanza.Value("Status"));
  if (!state) return Error{Error::Kind::kMalformed, "a package in a state that dpkg does not have", stanza.at_byte};
  package.state = *state;
  package.architecture = stanza.Value("Architecture");
  if (!HasOnly(package.architecture, "-")) {
    return Error{Error::Kind::kMalformed, "an architecture that cannot be one", stanza.at_byte};
  }
  package.multi_arch_same = stanza.Value("Multi-Arch") == "same";
  package.version = stanza.Value("Version");
  package.source = SourceName(stanza.Value("Source"), package.name);
  package.maintainer = stanza.Value("Maintainer");
  package.homepage = stanza.Value("Homepage");
  if (FilesAreInPlace(package.state) && (package.version.empty() || package.architecture.empty())) {
    return Error{Error::Kind::kMalformed, "an installed package without a version or an architecture", stanza.at_byte};
  }
  return package;
}

}  // namespace

bool FilesAreInPlace(PackageState state) {
  return state >= PackageState::kUnpacked;
}

Result<Status> ReadStatus(Bytes file) {
  Status status;
  const auto note = [&](Error error) {
    if (status.damage.size() < limits::kMaxReportedDamage) status.damage.push_back(std::move(error));
  };
  StanzaReader stanzas(file);
  while (auto stanza = stanzas.Next()) {
    if (!stanza->ok()) {
      note(std::move(*stanza).error());
      continue;
    }
    auto package = PackageOf(stanza->value());
    if (!package.ok()) {
      note(std::move(package).error());
      continue;
    }
    if (status.packages.size() == limits::kMaxPackages) {
      return Error{Error::Kind::kLimit, "more packages than a system may have", package->at_byte};
    }
    status.packages.push_back(package.value());
  }
  return status;
}

}  // namespace halfsecond::deb
