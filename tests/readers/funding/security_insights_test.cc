#include "readers/funding/security_insights.h"

#include <doctest/doctest.h>

#include <string>

#include "base/limits.h"
#include "tests/damage.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

constexpr std::string_view kFirst = R"(header:
  schema-version: 1.0.0
contributors: null
security-contacts:
- type: email
  value: security@project.test
- type: url
  value: "https://project.test/security"  # the form
vulnerability-reporting:
  accepts-vulnerability-reports: true
  email-contact: security@project.test
  security-policy: https://project.test/policy
  comment: |
    email-contact: nobody@project.test
)";

constexpr std::string_view kSecond = R"(header:
    schema-version: 2.0.0
project:
    administrators:
        - name: An Administrator
          email: administrator@project.test
    vulnerability-reporting:
        reports-accepted: true
        policy: https://project.test/policy
        contact:
            name: The Team
            email: team@project.test
repository:
    core-team:
        - email: member@project.test
)";

std::string Told(std::string_view file) {
  std::string text;
  for (const std::string_view contact : funding::ReadSecurityContacts(Bytes::Of(file)))
    text.append(contact).append(" ");
  return text;
}

}  // namespace

TEST_CASE("the security contacts of both versions are told once each, and nobody else") {
  CHECK(Told(kFirst) == "security@project.test https://project.test/security ");
  CHECK(Told(kSecond) == "team@project.test ");
}

TEST_CASE("where no contact is named, it is the policy") {
  CHECK(Told("project:\n  vulnerability-reporting:\n    policy: https://p.test/\n    contact:\n      email:\n") ==
        "https://p.test/ ");
}

TEST_CASE("a key elsewhere, text that looks like a key, and what is no such file name nobody") {
  CHECK(Told("").empty());
  CHECK(Told("value: a@b\nemail-contact: a@b\ncontact:\n  email: a@b\n").empty());
  CHECK(Told("vulnerability-reporting:\nother:\n  email-contact: a@b\n").empty());
  CHECK(Told("vulnerability-reporting:\n  comment: >\n\n    email-contact: a@b\n").empty());
  CHECK(Told("security-contacts:\n  - value: \"never closed\n").empty());
  CHECK(Told("\t\x01:\n- - -\n:::\n- \n").empty());
}

TEST_CASE("ten thousand damages of a security insights file end in contacts that stand in the file") {
  for (const std::string_view file : {kFirst, kSecond}) {
    ForEachDamage(file, 10000, [](Bytes damaged) {
      for (const std::string_view contact : funding::ReadSecurityContacts(damaged)) {
        CHECK(damaged.text().find(contact) != std::string_view::npos);
      }
    });
  }
}

TEST_CASE("endless contacts and keys in one another without end are cut short") {
  std::string file = "security-contacts:\n";
  for (int i = 0; i < 5000; ++i) file += "- value: v" + std::to_string(i) + "\n";
  CHECK(funding::ReadSecurityContacts(Bytes::Of(file)).size() == limits::kMaxSecurityContacts);
  std::string deep;
  for (std::size_t i = 0; i < 5000; ++i) deep += std::string(i, ' ') + "contact:\n";
  CHECK(Told(deep + "vulnerability-reporting:\n  email-contact: a@b\n") == "a@b ");
}
