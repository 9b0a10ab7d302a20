#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "plugins/archive/protocol.h"
#include "readers/archive/records.h"
#include "sandbox/plugin.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using archive::Entry;

namespace {

sandbox::Plugin Archive() {
  auto plugin = sandbox::Plugin::Start("archive", HS_PLUGIN_DIR, sandbox::Plugin::Use::kOneWorker);
  REQUIRE_MESSAGE(plugin.ok(), plugin.error().what);
  return std::move(plugin).value();
}

struct Seen {
  std::vector<Entry> entries;
  std::uint64_t data_bytes = 0;
  std::string data;
  Result<void> result;
  bool complete = false;
};

Seen Read(sandbox::Plugin& plugin, const std::string& bytes) {
  Seen seen;
  archive::RecordReader reader({[&seen](const Entry& entry) { seen.entries.push_back(entry); },
                                [&seen](Bytes data) {
                                  seen.data_bytes += data.size();
                                  if (seen.data.size() < 1'000'000) seen.data += data.text();
                                }});
  sandbox::PluginJob job;
  job.operation = static_cast<std::uint32_t>(archive::Operation::kRead);
  job.bytes = Bytes(std::as_bytes(std::span(bytes.data(), bytes.size())));
  job.on_output = [&reader](Bytes piece) { return reader.Add(piece); };
  seen.result = plugin.Run(job);
  seen.complete = reader.complete();
  return seen;
}

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

// Runs a shell script in a new folder and gives back what it left in `out`.
std::string Made(const std::string& script) {
  std::string folder = std::filesystem::temp_directory_path() / "halfsecond-archive-XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const std::string command = "cd " + folder + " && { " + script + "; } >/dev/null 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  std::string bytes = Contents(folder + "/out");
  std::filesystem::remove_all(folder);
  return bytes;
}

// An ustar header for whatever nobody would put on a disk.
std::string TarHeader(const std::string& path, char type, const std::string& link = "", std::uint64_t size = 0) {
  std::string header(512, '\0');
  header.replace(0, path.size(), path);
  header.replace(100, 7, "0000644");
  header.replace(108, 7, "0000000");
  header.replace(116, 7, "0000000");
  std::array<char, 13> octal{};
  static_cast<void>(std::snprintf(octal.data(), octal.size(), "%011llo", static_cast<unsigned long long>(size)));
  header.replace(124, 12, octal.data(), 12);
  header.replace(136, 12, "00000000000\0", 12);
  header.replace(148, 8, "        ");
  header[156] = type;
  header.replace(157, link.size(), link);
  header.replace(257, 8,
                 std::string("ustar\0"
                             "00",
                             8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  static_cast<void>(std::snprintf(octal.data(), octal.size(), "%06o", sum));
  header.replace(148, 7, octal.data(), 7);
  header[155] = ' ';
  header.replace(154, 1, 1, '\0');
  return header;
}

const std::string kTarEnd(1024, '\0');

}  // namespace

TEST_CASE("tar, in every coat, cpio, ar and zip read alike") {
  sandbox::Plugin plugin = Archive();
  const std::string tree = "mkdir d && printf hello > d/f && ln -s f d/s && ";
  for (const char* pack :
       {"tar cf out d", "tar czf out d", "tar cJf out d", "tar cjf out d", "tar c d | zstd > out",
        "tar c d | lz4 > out", "find d | cpio -o -H newc > out", "python3 -m zipfile -c out d", "ar r out d/f"}) {
    if (std::string(pack).find("cpio") != std::string::npos && std::system("command -v cpio >/dev/null") != 0) continue;
    CAPTURE(std::string(pack));
    const Seen seen = Read(plugin, Made(tree + pack));
    CHECK_MESSAGE(seen.result.ok(), (seen.result.ok() ? "" : seen.result.error().what));
    CHECK(seen.complete);
    CHECK(seen.data.find("hello") != std::string::npos);
    CHECK(!seen.entries.empty());
  }
}

TEST_CASE("an archive cut short at every byte is an error or fewer records, never the plug-in's fault") {
  sandbox::Plugin plugin = Archive();
  const std::string whole = Made("printf hello > f && tar cf - f | gzip -9 > out");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    const Seen seen = Read(plugin, whole.substr(0, length));
    if (!seen.result.ok()) {
      CHECK(seen.result.error().kind == Error::Kind::kMalformed);
      CHECK_MESSAGE(seen.result.error().what.find("plug-in archive") == std::string::npos, seen.result.error().what);
    }
    CHECK((seen.complete == seen.result.ok()));
  }
}

TEST_CASE("paths that climb, links that point out and devices are told as they are, and nothing follows them") {
  sandbox::Plugin plugin = Archive();
  const std::string tar = TarHeader("../../etc/cron.d/x", '0') + TarHeader("/etc/passwd", '0') +
                          TarHeader("s", '2', "/etc") + TarHeader("s/shadow", '0') +
                          TarHeader("h", '1', "/etc/shadow") + TarHeader("c", '3') + TarHeader("b", '4') +
                          TarHeader("p", '6') + kTarEnd;
  const Seen seen = Read(plugin, tar);
  REQUIRE_MESSAGE(seen.result.ok(), seen.result.error().what);
  REQUIRE(seen.entries.size() == 8);
  CHECK_FALSE(archive::StaysInside(seen.entries[0].path));
  CHECK_FALSE(archive::StaysInside(seen.entries[1].path));
  CHECK(seen.entries[2].type == Entry::Type::kSymlink);
  CHECK(seen.entries[2].link == "/etc");
  CHECK(seen.entries[4].type == Entry::Type::kHardlink);
  CHECK(seen.entries[5].type == Entry::Type::kCharacterDevice);
  CHECK(seen.entries[6].type == Entry::Type::kBlockDevice);
  CHECK(seen.entries[7].type == Entry::Type::kPipe);
}

TEST_CASE("a file of a terabyte that is not there, and a sparse one that is, stay within limits") {
  sandbox::Plugin plugin = Archive();
  const Seen promised = Read(plugin, TarHeader("big", '0', "", std::uint64_t{1} << 32));
  REQUIRE_FALSE(promised.result.ok());
  CHECK(promised.result.error().kind == Error::Kind::kMalformed);
  const Seen sparse = Read(plugin, Made("printf x | dd of=big bs=1 seek=4G && tar cSf out big"));
  REQUIRE_FALSE(sparse.result.ok());
  CHECK(sparse.result.error().kind == Error::Kind::kLimit);
  CHECK(sparse.data_bytes <= std::uint64_t{1} << 30);
}

TEST_CASE("a million entries are a million records") {
  sandbox::Plugin plugin = Archive();
  const std::string one = TarHeader("e", '5');
  std::string tar;
  tar.reserve(1'000'000 * one.size() + kTarEnd.size());
  for (int i = 0; i < 1'000'000; ++i) tar += one;
  tar += kTarEnd;
  std::size_t entries = 0;
  archive::RecordReader reader({[&entries](const Entry&) { ++entries; }, [](Bytes) {}});
  sandbox::PluginJob job;
  job.operation = static_cast<std::uint32_t>(archive::Operation::kList);
  job.bytes = Bytes(std::as_bytes(std::span(tar.data(), tar.size())));
  job.on_output = [&reader](Bytes piece) { return reader.Add(piece); };
  const auto result = plugin.Run(job);
  CHECK_MESSAGE(result.ok(), (result.ok() ? "" : result.error().what));
  CHECK(entries == 1'000'000);
}

TEST_CASE("damage at every place of an archive costs at most that archive") {
  sandbox::Plugin plugin = Archive();
  for (const char* pack : {"tar czf out f", "python3 -m zipfile -c out f"}) {
    const std::string whole = Made(std::string("printf hello > f && ") + pack);
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(~damaged[at]);
      const Seen seen = Read(plugin, damaged);
      if (!seen.result.ok())
        CHECK_MESSAGE(seen.result.error().what.find("plug-in archive") == std::string::npos, seen.result.error().what);
    }
  }
}
