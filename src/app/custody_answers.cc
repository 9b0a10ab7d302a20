#include "app/custody_answers.h"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include "analysis/store/record_bytes.h"
#include "app/build_id.h"
#include "app/output.h"
#include "facts/custody.h"

namespace halfsecond::app {
namespace {

std::string Hashed(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  std::array<char, 17> digits{};
  static_cast<void>(std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash)));
  return digits.data();
}

// The options that change the answer.
std::string OptionsOf(const Arguments& arguments) {
  std::string text = BuildId() + "\n" + (ColoursOfStdout() == render::Colours::kOn ? "colours\n" : "");
  for (const std::string_view option : {"replay", "ledger", "json", "sarif", "addresses", "no-contents", "strict"}) {
    if (arguments.Has(option)) text.append(option).append("\n");
  }
  for (const std::string_view option : {"as-of", "since", "elsewhere", "oss-fuzz", "project", "fail-on"}) {
    if (const auto value = arguments.Value(option)) text.append(option).append("=").append(*value).append("\n");
  }
  for (const std::string& operand : arguments.operands()) text.append(operand).append("\n");
  return text;
}

}  // namespace

CustodyState StateOf(const Arguments& arguments, const custody::Opened& opened, std::int64_t as_of) {
  const std::string options = OptionsOf(arguments);
  std::string where;
  CustodyState state;
  state.text = options + DateText(as_of) + "\n";
  for (std::size_t i = 0; i < opened.size(); ++i) {
    const GitDirectory& directory = opened.directory(i);
    where += directory.directory + "\n";
    state.text +=
        directory.directory + "\n" + directory.objects + "\n" + directory.head + " " + directory.head_name + "\n";
    for (const GitRef& ref : directory.refs) state.text.append(ref.id).append(" ").append(ref.name).append("\n");
    for (const GitDirectory::Oddity& oddity : directory.oddities) {
      state.text.append(oddity.kind).append(oddity.detail).append("\n");
    }
  }
  state.subject = "answer " + Hashed(options + where);
  return state;
}

std::string StoredAnswer(const CustodyState& state, const CustodyAnswer& answer) {
  std::string stored;
  store::RecordWriter out(stored);
  out.Text(state.text);
  out.Byte(static_cast<std::uint8_t>(answer.code));
  out.Text(answer.text);
  store::AppendChecksum(stored);
  return stored;
}

std::optional<CustodyAnswer> AnswerOn(const CustodyState& state, std::string_view stored) {
  const auto content = store::Checked(Bytes::Of(stored));
  if (!content.ok()) return std::nullopt;
  store::RecordReader in(*content);
  const bool is_same = in.Text() == state.text;
  const std::uint8_t code = in.ByteUpTo(static_cast<std::uint8_t>(ExitCode::kFound));
  std::string text(in.Text());
  if (!is_same || !in.finished()) return std::nullopt;
  return CustodyAnswer{static_cast<ExitCode>(code), std::move(text)};
}

}  // namespace halfsecond::app
