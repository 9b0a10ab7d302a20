// notify-check on a daemon that is not ours: Debian's sshd, unprivileged, on loopback, from build/roots/sshd.

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/kits/notify/programs.h"

using halfsecond::notify_tests::Folder;
using halfsecond::notify_tests::Ran;
using halfsecond::notify_tests::Shell;

namespace {

// Copies sshd, its loader and its libraries to a folder that the user nobody may read, and checks it there as that
// user. Nothing is installed, and no account or file of this system is needed.
constexpr const char* kScript = R"sh(
set -eu
here=$1 root=$2 binary=$3
loader=$(find "$root"/lib*/ -maxdepth 2 -name 'ld-linux*.so.*' | head -n 1)
libraries=$(echo "$root"/usr/lib/*-linux-gnu)
mkdir "$here/lib"
cp -L "$loader" "$root/usr/sbin/sshd" "$binary" "$here"
"$loader" --library-path "$libraries" --list "$root/usr/sbin/sshd" | awk '$2 == "=>" { print $3 }' | xargs cp -L -t "$here/lib"
"$loader" --library-path "$libraries" "$root/usr/bin/ssh-keygen" -q -t ed25519 -N '' -f "$here/key" >/dev/null
printf '%s\n' "HostKey $here/key" "Port $((20000 + $$ % 20000))" 'ListenAddress 127.0.0.1' 'UsePAM no' 'PidFile none' >"$here/config"
chmod 755 "$here"
as=
if [ "$(id -u)" -eq 0 ]; then
  chown -R 65534:65534 "$here"
  as='setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs'
fi
$as "$here/halfsecond" notify-check --json --reload-signal HUP -- \
  "$here/${loader##*/}" --library-path "$here/lib" "$here/sshd" -D -e -f "$here/config"
)sh";

}  // namespace

TEST_SUITE("needs sshd") {
  TEST_CASE("Debian's sshd is ready by every address, uses the socket it is passed, and makes no mistake") {
    const char* root = std::getenv("HALFSECOND_SSHD_ROOT");
    REQUIRE(root != nullptr);
    const Folder folder;
    const std::string arguments = folder.path() + " " + root + " " HS_BINARY;
    const Ran ran = Shell("sh -s -- " + arguments + " <<'END_OF_SCRIPT'\n" + kScript + "\nEND_OF_SCRIPT");
    INFO(ran.output);
    REQUIRE(ran.status == 0);
    const auto answer = nlohmann::json::parse(ran.output, nullptr, false);
    REQUIRE(answer.is_object());
    CHECK(answer.at("complete") == true);
    CHECK(answer.at("findings").empty());
    std::map<std::string, std::string> said;
    for (const auto& run : answer.at("runs")) {
      said[run.at("name")] = run.at("answer");
      if (run.at("name") != "none") CHECK(run.at("said").at(0) == "READY=1");
    }
    CHECK(said.size() == 9);
    CHECK(said["none"] == "runs without a manager");
    CHECK(said["listen"] == "accepts on the socket it was passed");
    CHECK(said["others"] == "leaves another's socket alone");
    CHECK(said["busy"] == "waits for the manager");
  }
}
