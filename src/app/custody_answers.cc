#include "app/custody_answers.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "analysis/survey/store_place.h"
#include "app/output.h"
#include "app/version.h"
#include "facts/custody.h"

namespace halfsecond::app {
namespace {

constexpr std::size_t kMostBytes = 64U << 20U;
constexpr std::string_view kEnd = "\nend of answer\n";

std::string Variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread, before any other
  return value == nullptr ? "" : value;
}

std::string Hashed(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  std::array<char, 17> digits{};
  static_cast<void>(std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash)));
  return digits.data();
}

// The options that change the answer.
std::string OptionsOf(const Arguments& arguments) {
  std::string text = std::string(Version()) + "\n" + (ColoursOfStdout() == render::Colours::kOn ? "colours\n" : "");
  for (const std::string_view option : {"replay", "ledger", "json", "sarif", "addresses", "no-contents", "strict"}) {
    if (arguments.Has(option)) text.append(option).append("\n");
  }
  for (const std::string_view option : {"as-of", "since", "elsewhere", "oss-fuzz", "project", "fail-on"}) {
    if (const auto value = arguments.Value(option)) text.append(option).append("=").append(*value).append("\n");
  }
  for (const std::string& operand : arguments.operands()) text.append(operand).append("\n");
  return text;
}

std::string ReadAll(int descriptor) {
  std::string bytes;
  std::array<char, 65536> piece{};
  for (;;) {
    const ssize_t n = ::read(descriptor, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0 || bytes.size() > kMostBytes) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

CustodyAnswers::CustodyAnswers(const Arguments& arguments, const custody::Opened& opened, std::int64_t as_of) {
  if (arguments.Has("no-cache")) return;
  const auto place = survey::FindStore(Variable("XDG_CACHE_HOME"), Variable("HOME"));
  if (!place.ok()) return;
  const std::string options = OptionsOf(arguments);
  std::string where;
  state_ = options + DateText(as_of) + "\n";
  for (std::size_t i = 0; i < opened.size(); ++i) {
    const GitDirectory& directory = opened.directory(i);
    where += directory.directory + "\n";
    state_ += directory.directory + "\n" + directory.objects + "\n" + directory.head + " " + directory.head_name + "\n";
    for (const GitRef& ref : directory.refs) state_.append(ref.id).append(" ").append(ref.name).append("\n");
    for (const GitDirectory::Oddity& oddity : directory.oddities)
      state_.append(oddity.kind).append(oddity.detail).append("\n");
  }
  const std::string file = place->directory + "/custody-" + Hashed(options + where);
  const int old = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (old >= 0) kept_ = ReadAll(old);
  if (old >= 0) ::close(old);
  if (Kept()) return;
  ::unlink(file.c_str());
  descriptor_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

CustodyAnswers::~CustodyAnswers() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<CustodyAnswers::Answer> CustodyAnswers::Kept() const {
  std::string_view bytes = kept_;
  if (state_.empty() || !bytes.starts_with(state_) || !bytes.ends_with(kEnd)) return std::nullopt;
  bytes.remove_prefix(state_.size());
  bytes.remove_suffix(kEnd.size());
  if (bytes.size() < 2 || bytes[0] < '0' || bytes[0] > '1' || bytes[1] != '\n') return std::nullopt;
  return Answer{static_cast<ExitCode>(bytes[0] - '0'), std::string(bytes.substr(2))};
}

void CustodyAnswers::Keep(const Answer& answer) {
  if (descriptor_ < 0 || answer.code > ExitCode::kFound) return;
  const std::string bytes =
      state_ + static_cast<char>('0' + static_cast<int>(answer.code)) + "\n" + answer.text + std::string(kEnd);
  std::string_view left = bytes;
  while (!left.empty() && bytes.size() <= kMostBytes) {
    const ssize_t n = ::write(descriptor_, left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    left.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace halfsecond::app
