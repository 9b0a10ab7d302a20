// One function a subcommand, each in its own file.

#pragma once

#include "app/command_line.h"

namespace halfsecond::app {

ExitCode RunAbout(const Arguments& arguments);
ExitCode RunLoad(const Arguments& arguments);
ExitCode RunWhy(const Arguments& arguments);
ExitCode RunReplaceable(const Arguments& arguments);
ExitCode RunNotifyCheck(const Arguments& arguments);
ExitCode RunSurvey(const Arguments& arguments);
ExitCode RunUpkeep(const Arguments& arguments);
ExitCode RunCustody(const Arguments& arguments);
ExitCode RunReleaseCheck(const Arguments& arguments);
ExitCode RunIndex(const Arguments& arguments);
ExitCode RunUpgradeCheck(const Arguments& arguments);
ExitCode RunRules(const Arguments& arguments);
ExitCode RunExplain(const Arguments& arguments);

}  // namespace halfsecond::app
