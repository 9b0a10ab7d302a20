// What the command line offers, as one table.

#pragma once

namespace halfsecond::app {

// Runs the command named by argv[1]. Returns the exit code (docs/design.md, exit codes).
int Run(int argc, char** argv);

}  // namespace halfsecond::app
