#include "render/json_document.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

using halfsecond::render::DocumentWriter;
using halfsecond::render::StringsArray;
using halfsecond::render::Text;
using Json = nlohmann::ordered_json;

namespace {

// `document` written piece by piece, the elements of its arrays one by one.
std::string InPieces(const Json& document) {
  std::string text;
  DocumentWriter writer([&](std::string_view piece) { text += piece; });
  for (const auto& [name, value] : document.items()) {
    if (!value.is_array()) {
      writer.Member(name, value);
      continue;
    }
    writer.BeginArray(name);
    for (const Json& element : value) writer.Element(element);
    writer.EndArray();
  }
  writer.End();
  return text;
}

}  // namespace

TEST_CASE("a document written piece by piece is the text of the whole, byte for byte") {
  Json document;
  document["schema"] = "halfsecond/load/1";
  document["a \"name\"\n"] = {{"deep", {{"deeper", Json::array({1, "two\nlines", nullptr})}}},
                              {"empty", Json::object()}};
  document["nothing"] = Json::array();
  document["numbers"] = {1, 2.5, -3};
  document["programs"] = Json::array({{{"program", "/bin/a"}, {"objects", Json::array({"x", "y"})}}, Json::object()});
  document["last"] = false;
  CHECK(InPieces(document) == Text(document));
}

TEST_CASE("a document of nothing, and one of a single empty array, are what the whole would be") {
  CHECK(InPieces(Json::object()) == Text(Json::object()));
  CHECK(InPieces({{"programs", Json::array()}}) == Text({{"programs", Json::array()}}));
}

TEST_CASE("texts that are no UTF-8 are replaced in a piece as in the whole") {
  const Json document{{"name", "\xff\xfe"}, {"names", Json::array({"\xc0\xaf"})}};
  CHECK(InPieces(document) == Text(document));
}

TEST_CASE("an array of foreign texts keeps their order and is valid UTF-8") {
  CHECK(StringsArray({"b", "\xff", "a"}) == Json::array({"b", "\xef\xbf\xbd", "a"}));
  CHECK(StringsArray({}) == Json::array());
}
