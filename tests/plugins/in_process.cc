#include "tests/plugins/in_process.h"

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace halfsecond::codec::testing {

namespace {

constexpr std::size_t kChunk = std::size_t{128} << 10;

std::span<const std::byte> Bytes(const std::vector<unsigned char>& buffer, std::size_t count) {
  return std::as_bytes(std::span(buffer.data(), count));
}

bool GunzipAll(std::string_view in, int, const Consumer& out) {
  z_stream stream{};
  if (inflateInit2(&stream, 31) != Z_OK) return false;
  std::vector<unsigned char> buffer(kChunk);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = inflate(&stream, Z_NO_FLUSH);
    out(Bytes(buffer, buffer.size() - stream.avail_out));
  }
  inflateEnd(&stream);
  return result == Z_STREAM_END;
}

bool GzipAll(std::string_view in, int level, const Consumer& out) {
  z_stream stream{};
  if (deflateInit2(&stream, level == 0 ? Z_DEFAULT_COMPRESSION : level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return false;
  std::vector<unsigned char> buffer(kChunk);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = static_cast<uInt>(buffer.size());
    result = deflate(&stream, Z_FINISH);
    out(Bytes(buffer, buffer.size() - stream.avail_out));
  }
  deflateEnd(&stream);
  return result == Z_STREAM_END;
}

bool Xz(lzma_stream& stream, std::string_view in, const Consumer& out) {
  std::vector<unsigned char> buffer(kChunk);
  stream.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
  stream.avail_in = in.size();
  lzma_ret result = LZMA_OK;
  while (result == LZMA_OK) {
    stream.next_out = buffer.data();
    stream.avail_out = buffer.size();
    result = lzma_code(&stream, LZMA_FINISH);
    out(Bytes(buffer, buffer.size() - stream.avail_out));
  }
  lzma_end(&stream);
  return result == LZMA_STREAM_END;
}

bool UnxzAll(std::string_view in, int, const Consumer& out) {
  lzma_stream stream = LZMA_STREAM_INIT;
  return lzma_stream_decoder(&stream, std::numeric_limits<std::uint64_t>::max(), LZMA_CONCATENATED) == LZMA_OK &&
         Xz(stream, in, out);
}

bool XzAll(std::string_view in, int level, const Consumer& out) {
  lzma_stream stream = LZMA_STREAM_INIT;
  const auto preset = level == 0 ? LZMA_PRESET_DEFAULT : static_cast<std::uint32_t>(level);
  return lzma_easy_encoder(&stream, preset, LZMA_CHECK_CRC64) == LZMA_OK && Xz(stream, in, out);
}

bool UnzstdAll(std::string_view in, int, const Consumer& out) {
  ZSTD_DCtx* context = ZSTD_createDCtx();
  std::vector<unsigned char> buffer(ZSTD_DStreamOutSize());
  ZSTD_inBuffer from{in.data(), in.size(), 0};
  std::size_t result = 1;
  for (bool full = true; (from.pos < from.size || full) && ZSTD_isError(result) == 0;) {
    ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
    result = ZSTD_decompressStream(context, &to, &from);
    out(Bytes(buffer, to.pos));
    full = to.pos == to.size;
  }
  ZSTD_freeDCtx(context);
  return result == 0;
}

// As examples/streaming_compression.c has it: chunks of the library's own size, and the end with the last of them.
bool ZstdAll(std::string_view in, int level, const Consumer& out) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  std::vector<unsigned char> buffer(ZSTD_CStreamOutSize());
  const std::size_t chunk = ZSTD_CStreamInSize();
  std::size_t left = 1;
  for (std::size_t at = 0; left != 0 && ZSTD_isError(left) == 0; at += chunk) {
    const std::size_t size = std::min(chunk, in.size() - at);
    const bool last = at + size == in.size();
    ZSTD_inBuffer from{in.data() + at, size, 0};
    do {
      ZSTD_outBuffer to{buffer.data(), buffer.size(), 0};
      left = ZSTD_compressStream2(context, &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
      out(Bytes(buffer, to.pos));
    } while (ZSTD_isError(left) == 0 && (last ? left != 0 : from.pos != from.size));
    if (!last) left = 1;
  }
  ZSTD_freeCCtx(context);
  return left == 0;
}

bool Bunzip2All(std::string_view in, int, const Consumer& out) {
  bz_stream stream{};
  if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) return false;
  std::vector<unsigned char> buffer(kChunk);
  stream.next_in = const_cast<char*>(in.data());
  stream.avail_in = static_cast<unsigned>(in.size());
  int result = BZ_OK;
  while (result == BZ_OK) {
    stream.next_out = reinterpret_cast<char*>(buffer.data());
    stream.avail_out = static_cast<unsigned>(buffer.size());
    result = BZ2_bzDecompress(&stream);
    if (result == BZ_OK && stream.avail_in == 0 && stream.avail_out > 0) result = BZ_UNEXPECTED_EOF;
    out(Bytes(buffer, buffer.size() - stream.avail_out));
  }
  BZ2_bzDecompressEnd(&stream);
  return result == BZ_STREAM_END;
}

bool Bzip2All(std::string_view in, int level, const Consumer& out) {
  bz_stream stream{};
  if (BZ2_bzCompressInit(&stream, level == 0 ? 9 : level, 0, 0) != BZ_OK) return false;
  std::vector<unsigned char> buffer(kChunk);
  stream.next_in = const_cast<char*>(in.data());
  stream.avail_in = static_cast<unsigned>(in.size());
  int result = BZ_FINISH_OK;
  while (result == BZ_FINISH_OK) {
    stream.next_out = reinterpret_cast<char*>(buffer.data());
    stream.avail_out = static_cast<unsigned>(buffer.size());
    result = BZ2_bzCompress(&stream, BZ_FINISH);
    out(Bytes(buffer, buffer.size() - stream.avail_out));
  }
  BZ2_bzCompressEnd(&stream);
  return result == BZ_STREAM_END;
}

bool Unlz4All(std::string_view in, int, const Consumer& out) {
  LZ4F_dctx* context = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) != 0) return false;
  std::vector<unsigned char> buffer(kChunk);
  std::size_t left = 1;
  for (std::size_t at = 0; left != 0 && LZ4F_isError(left) == 0;) {
    std::size_t produced = buffer.size();
    std::size_t consumed = in.size() - at;
    left = LZ4F_decompress(context, buffer.data(), &produced, in.data() + at, &consumed, nullptr);
    at += consumed;
    out(Bytes(buffer, produced));
    if (consumed == 0 && produced == 0) break;
  }
  LZ4F_freeDecompressionContext(context);
  return left == 0;
}

bool Lz4All(std::string_view in, int level, const Consumer& out) {
  constexpr std::size_t kBlock = std::size_t{64} << 10;
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.blockSizeID = LZ4F_max64KB;
  preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  preferences.compressionLevel = level;
  LZ4F_cctx* context = nullptr;
  if (LZ4F_isError(LZ4F_createCompressionContext(&context, LZ4F_VERSION)) != 0) return false;
  std::vector<unsigned char> buffer(LZ4F_compressBound(kBlock, &preferences) + LZ4F_HEADER_SIZE_MAX);
  std::size_t size = LZ4F_compressBegin(context, buffer.data(), buffer.size(), &preferences);
  out(Bytes(buffer, size));
  for (std::size_t at = 0; at < in.size(); at += kBlock) {
    size = LZ4F_compressUpdate(context, buffer.data(), buffer.size(), in.data() + at, std::min(kBlock, in.size() - at),
                               nullptr);
    if (LZ4F_isError(size) != 0) break;
    out(Bytes(buffer, size));
  }
  size = LZ4F_compressEnd(context, buffer.data(), buffer.size(), nullptr);
  if (LZ4F_isError(size) == 0) out(Bytes(buffer, size));
  LZ4F_freeCompressionContext(context);
  return LZ4F_isError(size) == 0;
}

}  // namespace

Way InProcess(codec::Format format, codec::Direction direction) {
  const bool decode = direction == codec::Direction::kDecode;
  switch (format) {
    case codec::Format::kGzip:
      return decode ? &GunzipAll : &GzipAll;
    case codec::Format::kXz:
      return decode ? &UnxzAll : &XzAll;
    case codec::Format::kZstd:
      return decode ? &UnzstdAll : &ZstdAll;
    case codec::Format::kBzip2:
      return decode ? &Bunzip2All : &Bzip2All;
    case codec::Format::kLz4:
      return decode ? &Unlz4All : &Lz4All;
  }
  return nullptr;
}

}  // namespace halfsecond::codec::testing
