// Capstone's table of machines asks for each by name and so links them all, 4 MB. Of those that we do not read, here is
// all there is: the linker then leaves theirs in the archive.

#include <capstone/capstone.h>

#define HS_LEFT_OUT(machine)                            \
  cs_err machine##_global_init(void*) {                 \
    return CS_ERR_ARCH;                                 \
  }                                                     \
  cs_err machine##_option(void*, cs_opt_type, size_t) { \
    return CS_ERR_ARCH;                                 \
  }

extern "C" {
HS_LEFT_OUT(ARM)
HS_LEFT_OUT(AArch64)
HS_LEFT_OUT(M68K)
HS_LEFT_OUT(Mips)
HS_LEFT_OUT(PPC)
HS_LEFT_OUT(Sparc)
HS_LEFT_OUT(SystemZ)
HS_LEFT_OUT(XCore)
HS_LEFT_OUT(TMS320C64x)
HS_LEFT_OUT(M680X)
HS_LEFT_OUT(EVM)
}
