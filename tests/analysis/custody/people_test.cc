#include "analysis/custody/people.h"

#include <doctest/doctest.h>

using namespace halfsecond;           // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::custody;  // NOLINT(google-build-using-namespace)

TEST_CASE("the same address joins names, a full name joins addresses, a name of one word joins nothing") {
  People people;
  people.AddRepository({{"New Comer", "new@host.test"},
                        {"ncomer", "new@host.test"},
                        {"New Comer", "n@other.test"},
                        {"sam", "a@host.test"},
                        {"sam", "b@host.test"}},
                       {});
  people.Join();
  CHECK(people.Of(0, 0) == people.Of(0, 1));
  CHECK(people.Of(0, 0) == people.Of(0, 2));
  CHECK(people.Of(0, 3) != people.Of(0, 4));
}

TEST_CASE("across repositories only addresses join, as a name may be two people's") {
  People people;
  people.AddRepository({{"New Comer", "new@host.test"}}, {});
  people.AddRepository({{"New Comer", "another@host.test"}, {"N C", "NEW@Host.test"}}, {});
  people.Join();
  CHECK(people.Of(0, 0) != people.Of(1, 0));
  CHECK(people.Of(0, 0) == people.Of(1, 1));
}

TEST_CASE("addresses that name nobody, or that many names share, join nobody") {
  for (const char* address : {"root@localhost", "noreply@host.test", "none", "", "someone@machine", "x@pc.localdomain"})
    CHECK(AddressKey(address).empty());
  People people;
  people.AddRepository({{"A B", "list@host.test"},
                        {"C D", "list@host.test"},
                        {"E F", "list@host.test"},
                        {"G H", "list@host.test"},
                        {"I J", "list@host.test"}},
                       {});
  people.Join();
  CHECK(people.Of(0, 0) != people.Of(0, 1));
}

TEST_CASE("a commit with another's address does not make two people one, nor hide a newcomer behind an incumbent") {
  const std::vector<Spelling> spellings{{"In Cumbent", "in@host.test"},
                                        {"New Comer", "new@host.test"},
                                        {"New Comer", "in@host.test"},
                                        {"In Cumbent", "in@work.test"}};
  People people;
  people.AddRepository(spellings, {}, {400, 100, 2, 1});
  people.Join();
  CHECK(people.Of(0, 0) != people.Of(0, 1));
  CHECK(people.Of(0, 1) == people.Of(0, 2));
  CHECK(people.Of(0, 0) == people.Of(0, 3));
}

TEST_CASE("who uses both names with an address is one person under a new name") {
  People people;
  people.AddRepository({{"Old Name", "me@old.test"}, {"New Name", "me@old.test"}, {"New Name", "me@new.test"}}, {},
                       {400, 30, 100});
  people.AddRepository({{"Maiden Miller", "m@old.test"}, {"Other Smith", "m@old.test"}}, {}, {400, 1});
  people.Join();
  CHECK(people.Of(0, 0) == people.Of(0, 2));
  CHECK(people.Of(1, 0) == people.Of(1, 1));  // an address and no other: nothing says that these are two
}

TEST_CASE("a GitHub no-reply address is known by its login, robots and services are tools") {
  CHECK(AddressKey("1234+newcomer@users.noreply.github.com") == AddressKey("newcomer@users.noreply.github.com"));
  People people;
  people.AddRepository(
      {{"GitHub", "noreply@github.com"}, {"renovate[bot]", "x@host.test"}, {"Maintainer One", "one@host.test"}}, {});
  people.Join();
  CHECK(people.IsTool(people.Of(0, 0)));
  CHECK(people.IsTool(people.Of(0, 1)));
  CHECK_FALSE(people.IsTool(people.Of(0, 2)));
}

TEST_CASE("a mailmap joins the two addresses of a line") {
  const auto same = ReadMailmap(
      "# people\nNew Comer <new@host.test> <old@host.test>\nOnly Name <x@host.test>\n<a@b.test> Broken <c\n");
  REQUIRE(same.size() == 1);
  People people;
  people.AddRepository({{"N", "new@host.test"}, {"O", "old@host.test"}}, same);
  people.Join();
  CHECK(people.Of(0, 0) == people.Of(0, 1));
}
