#include "kits/plugin/program.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <span>

namespace halfsecond::plugin {

namespace {

Fault Refused(const std::string& path, int error) {
  return FaultOf(Fault::Kind::kSpawn, path, error);
}

bool WriteAll(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

// The digest of what `from` holds to its end, which is then in `to`, too. Nothing with errno when it cannot.
std::optional<Sha256Digest> CopyAndHash(int from, int to) {
  Sha256 hash;
  std::array<std::byte, 65536> buffer{};
  for (std::uint64_t total = 0;;) {
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return hash.Finish();
    const std::span<const std::byte> bytes(buffer.data(), static_cast<std::size_t>(got));
    total += bytes.size();
    if (total > kLargestProgramBytes) {
      errno = EFBIG;
      return std::nullopt;
    }
    hash.Add(bytes);
    if (!WriteAll(to, bytes)) return std::nullopt;
  }
}

}  // namespace

Outcome<Program> Program::Read(const std::string& path, const Sha256Digest* expected) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat seen {};
  if (!file.ok() || fstat(file.number(), &seen) != 0) return Refused(path, errno);
  if (!S_ISREG(seen.st_mode) || (seen.st_mode & 0111) == 0) return Refused(path, EACCES);

  Program program;
  program.memory_ = Descriptor(memfd_create("halfsecond-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!program.memory_.ok()) return Refused(path, errno);
  const auto digest = CopyAndHash(file.number(), program.memory_.number());
  if (!digest) return Refused(path, errno);
  program.digest_ = *digest;
  if (expected != nullptr && *expected != program.digest_) {
    return Fault{Fault::Kind::kSpawn, EKEYREJECTED,
                 path + ": has SHA-256 " + HexOf(program.digest_) + ", not " + HexOf(*expected)};
  }
  // Nobody can write to it any more; and nobody but root can read it, so that its process starts undumpable.
  const int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (fchmod(program.memory_.number(), 0111) != 0 || fcntl(program.memory_.number(), F_ADD_SEALS, seals) != 0) {
    return Refused(path, errno);
  }
  return program;
}

}  // namespace halfsecond::plugin
