#include "app/commands.h"

namespace halfsecond::app {

int Run(int argc, char** argv) {
  return argc > 1 && argv[1] != nullptr ? 2 : 0;
}

}  // namespace halfsecond::app
