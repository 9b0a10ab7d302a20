// The page that `about` fills: lines with a label before them, folded to 80 columns.

#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "facts/finding.h"
#include "render/style.h"

namespace halfsecond::render {

class AboutPage {
 public:
  // How much of each thing there is room for.
  struct Room {
    std::size_t findings = 3;  // of one kind
    std::size_t names = 4;     // in a list
    std::size_t lines = 3;     // of one text
    std::size_t hints = 1;     // beside the next step
  };

  AboutPage(Colours colours, const Room& room) : colours_(colours), room_(room) {}

  const Room& room() const { return room_; }

  // The name it is about, and the rest of the first line.
  void Head(std::string_view name, std::string_view rest);

  // A text, folded. `label`: "" below the line before.
  void Text(std::string_view label, const std::string& text, Severity severity = Severity::kNote);

  // A text with a command, which is to be copied whole: on one line.
  void Command(std::string_view label, const std::string& text);

  // A line without a label, as it is.
  void Line(const std::string& text) { text_ += text + "\n"; }

  // The red and amber ones that are answered yes, the first of them, and how many more there are. Returns how many that
  // are in all.
  std::size_t Findings(const std::vector<Finding>& findings);

  void Rows(const std::vector<std::vector<std::string>>& rows);

  const std::string& text() const { return text_; }
  std::size_t lines() const { return static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n')); }

 private:
  Colours colours_;
  Room room_;
  std::string text_;
};

// Foreign text for the page; as one word of a command.
std::string OnPage(std::string_view foreign);
std::string WordOnPage(const std::string& foreign);

// "a, b, c and 4 more". The parts are as they shall appear.
std::string Some(std::vector<std::string> parts, std::size_t most);

// The worst of those that are answered yes; kNote when there is none.
Severity WorstOf(const std::vector<Finding>& findings);

}  // namespace halfsecond::render
