// What every JSON answer shares.

#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/damage.h"
#include "facts/finding.h"

namespace halfsecond::render {

// Findings with their fingerprints.
nlohmann::ordered_json FindingsArray(const std::vector<Finding>& findings);

// Foreign texts, made valid UTF-8.
nlohmann::ordered_json StringsArray(const std::vector<std::string>& texts);

// What could not be read: source, what, at_byte of each.
nlohmann::ordered_json DamagesArray(const std::vector<Damage>& damages);

// `document` as text, two blanks a level, ending in a line end.
std::string Text(const nlohmann::ordered_json& document);

// A document that is too long to keep, piece by piece: the text that Text() makes of the whole.
class DocumentWriter {
 public:
  using Sink = std::function<void(std::string_view)>;
  explicit DocumentWriter(Sink sink) : sink_(std::move(sink)) {}

  void Member(std::string_view name, const nlohmann::ordered_json& value);

  // A member that is an array, then its elements, then its end.
  void BeginArray(std::string_view name);
  void Element(const nlohmann::ordered_json& value);
  void EndArray();

  void End();

 private:
  void Begin(std::string_view name);
  void Put(const nlohmann::ordered_json& value, std::size_t level);

  Sink sink_;
  bool has_members_ = false;
  bool has_elements_ = false;
};

}  // namespace halfsecond::render
