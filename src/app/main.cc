#include "app/command_line.h"

int main(int argc, char** argv) {
  return halfsecond::app::Run(argc, argv);
}
