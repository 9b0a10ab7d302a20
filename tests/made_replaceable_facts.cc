#include "tests/made_replaceable_facts.h"

#include "tests/made_load_facts.h"

namespace halfsecond::tests {

ReplaceableFacts PricedSshd() {
  ReplaceableFacts facts;
  facts.load = Sshd();
  facts.is_complete = true;
  EdgeFacts crypto;
  crypto.library = kLibcrypto;
  crypto.soname = facts.load.objects[kLibcrypto].soname;
  for (int i = 0; i < 100; ++i) crypto.symbols.push_back("EVP_" + std::to_string(i) + "@OPENSSL_3.0.0");
  crypto.removed = {crypto.soname};
  facts.edges.push_back(crypto);
  EdgeFacts systemd;
  systemd.library = kLibsystemd;
  systemd.soname = facts.load.objects[kLibsystemd].soname;
  systemd.at_byte = 0x1f0;
  systemd.symbols = {"sd_listen_fds@LIBSYSTEMD_209", "sd_notify@LIBSYSTEMD_209"};
  systemd.removed = {systemd.soname, facts.load.objects[kLiblzma].soname};
  systemd.removed_uninvited = 1;
  systemd.remedy = "kits/notify";
  facts.edges.push_back(systemd);
  return facts;
}

}  // namespace halfsecond::tests
