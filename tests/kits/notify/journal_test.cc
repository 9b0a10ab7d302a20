#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

#include "kits/notify/notify.hpp"
#include "tests/kits/notify/manager_socket.h"
#include "tests/kits/notify/programs.h"

using halfsecond::notify_tests::Folder;
using halfsecond::notify_tests::ManagerSocket;
using halfsecond::notify_tests::Received;

TEST_CASE("an entry is NAME=value a line, and a value of several lines has its length before it") {
  const Folder folder;
  ManagerSocket journal(folder.path() + "/socket");
  REQUIRE(journal.bound());
  const hs_journal_field fields[] = {HS_JOURNAL_TEXT("MESSAGE", "two\nlines"), HS_JOURNAL_TEXT("PRIORITY", "6"),
                                     HS_JOURNAL_TEXT("EMPTY_2", "")};
  CHECK(hs_journal_send_to(journal.address().c_str(), fields, 3) == 1);
  const Received received = journal.Next();
  CHECK(received.text == std::string("MESSAGE\n\x09\0\0\0\0\0\0\0two\nlines\nPRIORITY=6\nEMPTY_2=\n", 46));
  CHECK(received.fds.empty());
}

TEST_CASE("an entry too large for a datagram comes as a sealed memfd that holds all of it") {
  const Folder folder;
  ManagerSocket journal(folder.path() + "/socket");
  const std::string large(1 << 20, 'x');
  const hs_journal_field fields[] = {HS_JOURNAL_TEXT("MESSAGE", "large"), {"DUMP", large.data(), large.size()}};
  REQUIRE(hs_journal_send_to(journal.address().c_str(), fields, 2) == 1);
  const Received received = journal.Next();
  CHECK(received.text.empty());
  REQUIRE(received.fds.size() == 1);
  struct stat status {};
  REQUIRE(fstat(received.fds[0], &status) == 0);
  CHECK(static_cast<std::size_t>(status.st_size) == large.size() + 20);
  CHECK(fcntl(received.fds[0], F_GET_SEALS) == (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
  std::string text(large.size() + 20, '\0');
  CHECK(pread(received.fds[0], text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  CHECK(text == "MESSAGE=large\nDUMP=" + large + "\n");
  close(received.fds[0]);
}

TEST_CASE("names that the journal would drop in silence are refused") {
  for (const char* name : {"", "_PID", "lower", "1ST", "WITH SPACE", "A=B", "NEW\nLINE"}) {
    CAPTURE(name);
    const hs_journal_field field = HS_JOURNAL_TEXT(name, "x");
    CHECK(hs_journal_send_to("/nowhere", &field, 1) == -EINVAL);
  }
  const std::string longest(64, 'N');
  const std::string longer(65, 'N');
  CHECK(hs_journal_is_name(longest.c_str()) == 1);
  CHECK(hs_journal_is_name(longer.c_str()) == 0);
}

TEST_CASE("where there is no journal nothing is sent and nothing is wrong; too many fields are E2BIG") {
  const hs_journal_field field = HS_JOURNAL_TEXT("MESSAGE", "x");
  CHECK(hs_journal_send_to("/nowhere/at/all", &field, 1) == 0);
  const std::vector<hs_journal_field> many(129, field);
  CHECK(hs_journal_send_to("/nowhere/at/all", many.data(), many.size()) == -E2BIG);
  CHECK(hs_journal_send_to("/nowhere/at/all", &field, 0) == -EINVAL);
}
