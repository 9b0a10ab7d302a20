// compiled-python: bytecode of Python, which runs in place of the source beside it where its header fits that source
// (PEP 3147, PEP 552). Nobody reviews it and no release needs it, so that it stays unexplained, with what it is.

#include "analysis/release/archive_paths.h"
#include "analysis/release/explain/explanation.h"

namespace halfsecond::release {
namespace {

constexpr std::size_t kHeaderBytes = 16;

std::optional<Explained> ExplainCompiledPython(const Difference& difference, Comparison&) {
  const auto& content = difference.in_archive->content;
  const std::string_view path = difference.path;
  if (!path.ends_with(".pyc") || !content || content->size() < kHeaderBytes) return std::nullopt;
  // The magic number of every version of Python ends so.
  if (content->substr(2, 2) != "\r\n") return std::nullopt;
  return ExplainedBy(Strength::kUnexplained, "compiled Python, which may run in place of its source");
}

}  // namespace

extern const Explanation kCompiledPython;
constinit const Explanation kCompiledPython{"compiled-python", &ExplainCompiledPython};

}  // namespace halfsecond::release
