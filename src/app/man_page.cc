#include "app/help.h"
#include "app/version.h"

// man(7): a line that starts with a dot or an apostrophe is a request, a backslash starts an escape.

namespace halfsecond::app {
namespace {

// `text` as text: nothing in it is a request or an escape, and its hyphens can be copied as such.
std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c == '.' || c == '\'') && out.empty()) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string OptionEntry(const Option& option) {
  std::string text = ".TP\n.B ";
  if (option.letter != 0) text += std::string("\\-").append(1, option.letter).append(", ");
  text += "\\-\\-" + Roff(option.name);
  if (!option.argument.empty()) text += " \\fI" + Roff(option.argument) + "\\fR";
  return text + "\n" + Roff(option.help) + "\n";
}

std::string CommandSection(const Command& command) {
  std::string text = ".SS halfsecond " + Roff(command.name);
  if (!command.operands.empty()) text += " \\fI" + Roff(command.operands) + "\\fR";
  text += "\n" + Roff(command.summary) + ".\n";
  for (const Option& option : command.options) text += OptionEntry(option);
  if (command.examples.empty()) return text;
  text += ".PP\nExamples:\n.nf\n.RS\n";
  for (const std::string_view example : command.examples) text += Roff(example) + "\n";
  return text + ".RE\n.fi\n";
}

constexpr std::string_view kExitStatus = R"(.SH EXIT STATUS
.TP
.B 0
the question was answered, whatever the answer
.TP
.B 1
a command that judges found what it looks for, or \-\-fail\-on did
.TP
.B 2
wrong usage, or the named thing is not there
.TP
.B 3
it is there but the question could not be answered; also a single unknown under \-\-strict
.PP
Of several programs the good ones are answered, and the highest of these is the status of the run.
.SH ENVIRONMENT
.TP
.B LD_LIBRARY_PATH, LD_PRELOAD, LD_AUDIT
count as they would for the program, unless \-\-clean\-env or \-\-root is given; the output names those that did
.TP
.B NO_COLOR
not empty: no colours, as when the output is not a terminal
.SH NOTES
Nothing that is looked at is executed. Before it opens the first file the process confines itself: no writes, no sockets, no other
programs.
)";

}  // namespace

std::string ManPage() {
  std::string text = ".TH HALFSECOND 1 \"\" \"halfsecond " + Roff(Version()) + "\" \"User Commands\"\n";
  text += ".SH NAME\nhalfsecond \\- which code runs in a program though nobody calls it\n";
  text += ".SH SYNOPSIS\n.B halfsecond\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n";
  text += ".SH COMMANDS\n";
  for (const Command& command : Commands()) text += CommandSection(command);
  text += ".SH OPTIONS\nEvery command takes:\n";
  for (const Option& option : CommonOptions()) text += OptionEntry(option);
  text += ".PP\nIn the place of a command:\n";
  for (const Option& option : ProgramOptions()) text += OptionEntry(option);
  return text.append(kExitStatus);
}

}  // namespace halfsecond::app
