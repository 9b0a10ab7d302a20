// What every codec library does, seen from a stream: some input taken, some output made, and how it stands.

#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "kits/plugin/worker.h"
#include "plugins/codec/protocol.h"

namespace halfsecond::codec {

enum class More : std::uint8_t { kYes, kNo };  // kNo: the input ends with these bytes

struct Turn {
  enum class State : std::uint8_t {
    kGoesOn,
    kAtEnd,  // of a member; an encoder has written its last byte
    kBadInput,
    kNoMemory,
  };
  State state = State::kGoesOn;
  std::size_t consumed = 0;
  std::size_t produced = 0;
};

class Coder {
 public:
  virtual ~Coder() = default;
  virtual Turn Go(std::span<const std::byte> in, More more, std::span<std::byte> out) = 0;
  // Gets ready for another member right after one. False: no memory.
  virtual bool Again() = 0;
};

// A coder of each library, one file each. Null: no memory.
std::unique_ptr<Coder> GzipDecoder();
std::unique_ptr<Coder> GzipEncoder(int level);
std::unique_ptr<Coder> XzDecoder();
std::unique_ptr<Coder> XzEncoder(int level);
std::unique_ptr<Coder> ZstdDecoder();
std::unique_ptr<Coder> ZstdEncoder(int level);
std::unique_ptr<Coder> Bzip2Decoder();
std::unique_ptr<Coder> Bzip2Encoder(int level);
std::unique_ptr<Coder> Lz4Decoder();
std::unique_ptr<Coder> Lz4Encoder(int level);

}  // namespace halfsecond::codec
