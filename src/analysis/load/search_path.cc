#include "analysis/load/search_path.h"

#include <algorithm>

#include "base/limits.h"

namespace halfsecond::load {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// The length of the token `name` at the start of `text` (which stands behind the dollar sign), 0 when it is not there.
std::size_t TokenLength(std::string_view text, std::string_view name) {
  const bool braced = text.starts_with('{');
  if (braced) text.remove_prefix(1);
  if (!text.starts_with(name)) return 0;
  const char next = text.size() > name.size() ? text[name.size()] : '\0';
  if (braced) return next == '}' ? name.size() + 2 : 0;
  return IsNameCharacter(next) ? 0 : name.size();
}

// In a set-uid program an expanded $ORIGIN must stay below one of the loader's own directories.
bool IsTrusted(std::string_view path, const LoaderProfile& profile) {
  std::string normal = "/";
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      normal.pop_back();
      normal.erase(normal.rfind('/') + 1);
      if (normal.empty()) normal = "/";
    } else {
      normal.append(part).append("/");
    }
  }
  return std::any_of(profile.system_directories.begin(), profile.system_directories.end(),
                     [&](const std::string& trusted) { return normal.starts_with(trusted); });
}

void AddUnlessThere(std::vector<SearchElement>& elements, SearchElement element) {
  const bool known = std::any_of(elements.begin(), elements.end(),
                                 [&](const SearchElement& e) { return e.directory == element.directory; });
  if (!known && elements.size() < limits::kMaxSearchDirectories) elements.push_back(std::move(element));
}

std::string WithOneTrailingSlash(std::string directory) {
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  if (!directory.empty() && directory.back() != '/') directory.push_back('/');
  return directory;
}

// A dynamic string token; without a value where the loader has none for it.
struct Token {
  std::size_t length = 0;  // behind its '$'; 0: no token
  bool is_origin = false;
  std::optional<std::string_view> value;
};

// The token whose '$' is text[at].
Token TokenAt(std::string_view text, std::size_t at, const LoaderProfile& profile, const ExpansionContext& context) {
  const std::string_view rest = text.substr(at + 1);
  Token token;
  if ((token.length = TokenLength(rest, "ORIGIN")) != 0) {
    const char next = rest.size() > token.length ? rest[token.length] : '\0';
    const bool stands_alone = at == 0 && (next == '\0' || next == '/');
    if ((context.trust == Trust::kNormal || stands_alone) && !context.origin.empty()) token.value = context.origin;
    token.is_origin = true;
  } else if ((token.length = TokenLength(rest, "PLATFORM")) != 0) {
    if (!profile.platform_token.empty()) token.value = profile.platform_token;
  } else if ((token.length = TokenLength(rest, "LIB")) != 0) {
    if (!profile.lib_token.empty()) token.value = profile.lib_token;
  }
  return token;
}

}  // namespace

std::optional<std::string> ExpandTokens(std::string_view text, const LoaderProfile& profile,
                                        const ExpansionContext& context) {
  std::string out;
  bool used_origin = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      out.push_back(text[at++]);
      continue;
    }
    if (out.size() > limits::kMaxExpandedBytes) return std::nullopt;
    const Token token = TokenAt(text, at, profile, context);
    if (token.length == 0) {
      out.push_back('$');
      ++at;
      continue;
    }
    if (!token.value) return std::nullopt;
    used_origin |= token.is_origin;
    out.append(*token.value);
    at += 1 + token.length;
  }
  if (used_origin && context.trust == Trust::kSecureProgram && !IsTrusted(out, profile)) return std::nullopt;
  return out;
}

std::vector<SearchElement> SplitGlibcPath(std::string_view path, std::string_view separators,
                                          const LoaderProfile& profile, const ExpansionContext& context) {
  std::vector<SearchElement> elements;
  if (path.empty()) return elements;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find_first_of(separators, at), path.size());
    const std::string_view written = path.substr(at, end - at);
    at = end + 1;
    if (written.empty()) {
      AddUnlessThere(elements, {"", ""});
      continue;
    }
    auto expanded = ExpandTokens(written, profile, context);
    if (!expanded || expanded->empty()) continue;
    AddUnlessThere(elements, {WithOneTrailingSlash(std::move(*expanded)), std::string(written)});
  }
  return elements;
}

std::vector<SearchElement> SplitMuslPath(std::string_view path, const ExpansionContext& context) {
  std::vector<SearchElement> elements;
  std::string expanded;
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] != '$') {
      expanded.push_back(path[at++]);
      continue;
    }
    const std::string_view rest = path.substr(at);
    const std::size_t length = rest.starts_with("$ORIGIN") ? 7 : rest.starts_with("${ORIGIN}") ? 9 : 0;
    if (length == 0 || context.trust == Trust::kSecureProgram) return elements;
    if (expanded.size() > limits::kMaxExpandedBytes) return elements;
    expanded.append(context.origin.empty() ? "." : context.origin);
    at += length;
  }
  for (std::size_t at = 0; at < expanded.size();) {
    const std::size_t start = std::min(expanded.find_first_not_of(":\n", at), expanded.size());
    const std::size_t end = std::min(expanded.find_first_of(":\n", start), expanded.size());
    if (end > start) {
      const std::string written = expanded.substr(start, end - start);
      AddUnlessThere(elements, {written + "/", written});
    }
    at = end + 1;
  }
  return elements;
}

}  // namespace halfsecond::load
