// The C library converts between character sets by opening modules, which a worker cannot and need not: a path is
// bytes. In place of its iconv, one that knows no character set; libarchive then leaves names as they are.

#include <iconv.h>

#include <cerrno>

extern "C" {

iconv_t iconv_open(const char*, const char*) {
  errno = EINVAL;
  return reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr): as iconv_open(3) has it
}

size_t iconv(iconv_t, char**, size_t*, char**, size_t*) {
  errno = EBADF;
  return static_cast<size_t>(-1);
}

int iconv_close(iconv_t) {
  errno = EBADF;
  return -1;
}

}  // extern "C"
