#include "sandbox/confined_program.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "sandbox/profiles.h"

namespace halfsecond::sandbox {
namespace {

// What a dynamic program needs besides its own; those that are not there are left out.
constexpr std::array kSystem{"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"};

std::vector<char*> Pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

bool ConfineTo(const ConfinedProgram& start) {
  std::vector<plugin::PathRule> rules;
  for (const char* path : kSystem) {
    if (::access(path, F_OK) == 0) rules.push_back({-1, path, 0});
  }
  rules.insert(rules.end(), start.paths.begin(), start.paths.end());
  const auto all = plugin::Confine(*start.profile, rules, {});
  if (!all.ok()) return false;
  return all.value().InForce(plugin::Layer::kSeccomp) || all.value().InForce(plugin::Layer::kLandlock);
}

}  // namespace

void Become(const ConfinedProgram& start, Walls walls) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) (void)std::signal(signal, SIG_DFL);
  for (int number = 0; number < 3; ++number) {
    const int given = start.standard[static_cast<std::size_t>(number)];
    ::dup2(given >= 0 ? given : ::open("/dev/null", O_RDWR | O_CLOEXEC), number);
  }
  if (::dup3(start.program, kProgramDescriptor, O_CLOEXEC) < 0) ::_exit(kProgramNotStarted);
  ::syscall(SYS_close_range, 3U, static_cast<unsigned>(kProgramDescriptor) - 1, 0U);
  std::vector<std::string> words = start.words;
  std::vector<std::string> variables = start.environment;
  const std::vector<char*> arguments = Pointers(words);
  const std::vector<char*> environment = Pointers(variables);
  if (walls == Walls::kUp && !ConfineTo(start)) ::_exit(kProgramNotStarted);
  ::syscall(SYS_execveat, kProgramDescriptor, "", arguments.data(), environment.data(), AT_EMPTY_PATH);
  ::_exit(kProgramNotStarted);
}

}  // namespace halfsecond::sandbox
