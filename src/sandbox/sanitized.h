// Whether this is a build for tests under the address sanitizer, whose runtime reserves terabytes of address space and
// starts a thread to look for leaks: profiles leave out the limits that would end it.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define HS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HS_SANITIZED 1
#endif
#endif
