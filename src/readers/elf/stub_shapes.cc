// shape: table
#include "readers/elf/stub_shapes.h"

#include <algorithm>
#include <array>

#include "readers/elf/constants.h"

namespace halfsecond::elf {
namespace {

// Sources of the shapes: glibc sysdeps/*/crti.S and crtn.S; libgcc/crtstuff.c as compiled by GCC 4.4 to 15 and found on
// Debian 8 to 13, RHEL 6 to 9 and in vendors' builds; musl crt/*/crti.s.
constexpr std::array kShapes{
    // x86-64: DT_INIT is a head, calls and a tail.
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 02 ff d0"},
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 05 e8 .. .. .. .."},
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08 48 c7 c0 00 00 00 00 48 85 c0 74 02 ff d0"},
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08"},
    Shape{kMachineX86_64, "head/push", "50"},
    Shape{kMachineX86_64, "head/bare", ""},
    Shape{kMachineX86_64, "call", "e8 >call"},
    Shape{kMachineX86_64, "tail/sub", "48 83 c4 08 c3"},
    Shape{kMachineX86_64, "tail/push", "58 c3"},
    Shape{kMachineX86_64, "tail/bare", "c3"},
    Shape{kMachineX86_64, "gmon", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 02 ff d0 48 83 c4 08 c3"},
    Shape{kMachineX86_64, "gmon", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 05 e8 .. .. .. .. 48 83 c4 08 c3"},
    Shape{kMachineX86_64, "dummy", "e9 >register"},
    Shape{kMachineX86_64, "dummy", "eb >8register"},
    Shape{kMachineX86_64, "dummy", "55 48 89 e5 5d e9 >register"},
    Shape{kMachineX86_64, "dummy", "55 48 89 e5 5d eb >8register"},
    // Before GCC 4.9: Java classes first, then the clones.
    Shape{kMachineX86_64, "dummy",
          "48 83 3d .. .. .. .. 00 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 55 48 8d 3d .. .. .. .. 48 89 e5 ff d0 5d "
          "e9 >register"},
    Shape{kMachineX86_64, "dummy",
          "48 83 3d .. .. .. .. 00 74 >8ret b8 00 00 00 00 48 85 c0 74 >8ret 55 bf .. .. .. .. 48 89 e5 ff d0 5d e9 "
          ">register"},
    Shape{kMachineX86_64, "dummy",
          "48 83 3d .. .. .. .. 00 55 48 89 e5 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 5d 48 8d 3d .. .. .. .. "
          "(49 89 c3)? (41)? ff e."},
    Shape{kMachineX86_64, "dummy",
          "55 48 83 3d .. .. .. .. 00 48 89 e5 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 48 8d 3d .. .. .. .. "
          "(49 89 c3)? (c9)? (41)? ff e."},
    Shape{kMachineX86_64, "register",
          "48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 48 29 fe 48 89 f0 48 c1 ee 3f 48 c1 f8 03 48 01 c6 48 d1 fe 74 "
          ">8ret "
          "48 8b 05 @slot 48 85 c0 74 >8ret ff e0"},
    Shape{kMachineX86_64, "register",
          "48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 48 29 fe 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 "
          ">8ret "
          "48 8b 05 @slot 48 85 c0 74 >8ret ff e0"},
    Shape{kMachineX86_64, "register",
          "48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 55 48 29 fe 48 89 e5 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 "
          "d1 fe 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 5d ff e0"},
    Shape{kMachineX86_64, "register",
          "55 48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 48 89 e5 48 29 fe 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 "
          "d1 fe 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 5d ff e0"},
    Shape{kMachineX86_64, "register",
          "48 8d 05 .. .. .. .. 48 8d 3d .. .. .. .. 55 48 29 f8 48 89 e5 48 c1 f8 03 48 89 c2 48 c1 ea 3f 48 01 d0 48 "
          "d1 f8 75 02 5d c3 48 8b 15 @slot 48 85 d2 74 f2 5d 48 89 c6 ff e2"},
    Shape{kMachineX86_64, "register",
          "be .. .. .. .. 48 81 ee .. .. .. .. 48 89 f0 48 c1 ee 3f 48 c1 f8 03 48 01 c6 48 d1 fe 74 >8ret b8 00 00 00 "
          "00 "
          "48 85 c0 74 >8ret bf .. .. .. .. ff e0"},
    Shape{kMachineX86_64, "register",
          "be .. .. .. .. 48 81 ee .. .. .. .. 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 >8ret b8 00 00 00 "
          "00 "
          "48 85 c0 74 >8ret bf .. .. .. .. ff e0"},
    Shape{kMachineX86_64, "register",
          "be .. .. .. .. 55 48 81 ee .. .. .. .. 48 89 e5 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 >8ret "
          "b8 "
          "00 00 00 00 48 85 c0 74 >8ret 5d bf .. .. .. .. ff e0"},
    Shape{kMachineX86_64, "register",
          "55 be .. .. .. .. 48 89 e5 48 81 ee .. .. .. .. 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 >8ret "
          "b8 "
          "00 00 00 00 48 85 c0 74 >8ret bf .. .. .. .. 5d ff e0"},
    // x32
    Shape{kMachineX86_64, "register",
          "8d 3d .. .. .. .. 8d 35 .. .. .. .. 29 fe 89 f0 c1 ee 1f c1 f8 02 01 c6 d1 fe 74 >8ret 8b 05 @slot 85 c0 74 "
          ">8ret 89 c0 ff e0"},
    // GCC 5 and 6: Java classes where there are any, behind the jump to the clones.
    Shape{
        kMachineX86_64, "dummy",
        "48 8d 3d .. .. .. .. 48 83 3f 00 75 0b e9 >register 66 0f 1f 44 00 00 48 8b 05 @slot 48 85 c0 74 e9 55 48 89 "
        "e5 ff d0 5d e9 >register"},
    // crtstuff's table of constructors, run backwards from its last word.
    Shape{kMachineX86_64, "ctors",
          "48 8b 05 @last 48 83 f8 ff 74 >8ret 55 48 89 e5 53 48 8d 1d .. .. .. .. 48 83 ec 08 (0f 1f 80 00 00 00 00)? "
          "(0f 1f 44 00 00)? (0f 1f 40 00)? (0f 1f 00)? (66 90)? ff d0 48 8b 43 f8 48 83 eb 08 48 83 f8 ff 75 f0 "
          "=epilogue"},
    Shape{kMachineX86_64, "ctors",
          "48 8b 05 @last 48 83 f8 ff 74 >8ret 55 48 89 e5 53 (48 8d 1d .. .. .. ..)? (bb .. .. .. ..)? 48 83 ec 08 "
          "(0f 1f 80 00 00 00 00)? (0f 1f 44 00 00)? (0f 1f 40 00)? (0f 1f 00)? (66 90)? 48 83 eb 08 ff d0 48 8b 03 48 "
          "83 f8 ff 75 f1 =epilogue"},
    Shape{kMachineX86_64, "ctors",
          "55 48 89 e5 53 48 83 ec 08 48 8b 05 @last 48 83 f8 ff 74 >8ret (48 8d 1d .. .. .. ..)? (bb .. .. .. ..)? "
          "(0f 1f 80 00 00 00 00)? (0f 1f 44 00 00)? (0f 1f 40 00)? (0f 1f 00)? (66 90)? 48 83 eb 08 ff d0 48 8b 03 48 "
          "83 f8 ff 75 f1 =epilogue"},

    Shape{kMachineX86_64, "ret", "c3"},
    Shape{kMachineX86_64, "ret", "f3 c3"},
    Shape{kMachineX86_64, "ret", "5d c3"},
    Shape{kMachineX86_64, "ret", "c9 c3"},
    Shape{kMachineX86_64, "ret", "=epilogue"},
    Shape{kMachineX86_64, "epilogue", "48 8b 5d f8 c9 c3"},
    Shape{kMachineX86_64, "epilogue", "48 83 c4 08 5b 5d c3"},
    Shape{kMachineX86_64, "epilogue", "48 83 c4 08 5b c9 c3"},
    // An old frame_dummy jumps on to the clones from where a new one returns.
    Shape{kMachineX86_64, "ret", "5d e9 >register"},
    Shape{kMachineX86_64, "ret", "e9 >register"},

    // i386
    Shape{kMachine386, "head/sub", "53 83 ec 08 e8 >thunk/bx 81 c3 @base 8b 83 +slot 85 c0 74 02 ff d0"},
    Shape{kMachine386, "head/sub", "53 83 ec 08 e8 >thunk/bx 81 c3 @base 8b 83 +slot 85 c0 74 05 e8 .. .. .. .."},
    Shape{kMachine386, "head/sub", "53 83 ec 08 e8 >thunk/bx 81 c3 .. .. .. .."},
    Shape{kMachine386, "head/old",
          "53 83 ec 08 e8 00 00 00 00 5b 81 c3 .. .. .. .. 8b (83)? (93)? .. .. .. .. 85 (c0)? (d2)? 74 "
          "05 e8 .. .. .. .."},
    Shape{kMachine386, "head/exec", "83 ec 0c b8 00 00 00 00 85 c0 74 02 ff d0"},
    Shape{kMachine386, "head/exec", "83 ec 0c"},
    Shape{kMachine386, "head/bare", ""},
    Shape{kMachine386, "call", "e8 >call"},
    Shape{kMachine386, "tail/sub", "83 c4 08 5b c3"},
    Shape{kMachine386, "tail/old", "58 5b c9 c3"},
    Shape{kMachine386, "tail/exec", "83 c4 0c c3"},
    Shape{kMachine386, "tail/bare", "c3"},
    Shape{kMachine386, "thunk/bx", "8b 1c 24 c3"},
    Shape{kMachine386, "thunk/dx", "8b 14 24 c3"},
    Shape{kMachine386, "dummy", "e9 >register"},
    Shape{kMachine386, "dummy", "eb >8register"},
    Shape{kMachine386, "dummy", "55 89 e5 5d e9 >register"},
    Shape{kMachine386, "dummy", "55 89 e5 5d eb >8register"},
    Shape{kMachine386, "register",
          "e8 >thunk/dx 81 c2 @base 55 89 e5 53 8d 8a .. .. .. .. 8d 82 .. .. .. .. 83 ec 04 29 c8 89 c3 c1 e8 1f c1 "
          "fb 02 01 d8 d1 f8 74 >8ret 8b 92 +slot 85 d2 74 >8ret 83 ec 08 50 51 ff d2"},
    Shape{kMachine386, "register",
          "b8 .. .. .. .. 2d .. .. .. .. 89 c2 c1 e8 1f c1 fa 02 01 d0 d1 f8 74 >8ret ba 00 00 00 00 85 d2 74 >8ret 55 "
          "89 e5 "
          "83 ec 10 50 68 .. .. .. .. ff d2"},

    Shape{kMachine386, "ret", "c3"},
    Shape{kMachine386, "ret", "c9 c3"},
    Shape{kMachine386, "ret", "8b 5d fc c9 c3"},
    Shape{kMachine386, "ret", "83 c4 04 5b 5d c3"},

    // aarch64: the landing pad (nop, bti c or paciasp) is stripped before matching.
    Shape{kMachineAarch64, "head/sub", "a9bf7bfd 910003fd bl>gmon"},
    Shape{kMachineAarch64, "head/sub", "a9bf7bfd 910003fd"},
    Shape{kMachineAarch64, "head/bare", ""},
    Shape{kMachineAarch64, "call", "bl>call"},
    Shape{kMachineAarch64, "tail/sub", "a8c17bfd d65f03c0"},
    Shape{kMachineAarch64, "tail/sub", "a8c17bfd d50323bf d65f03c0"},
    Shape{kMachineAarch64, "tail/bare", "d65f03c0"},
    Shape{kMachineAarch64, "gmon", "adrp@slot0 cbz0>ret b>call"},
    Shape{kMachineAarch64, "dummy", "b>register"},
    Shape{kMachineAarch64, "register",
          "adrp@add0 adrp@add1 cb000021 d37ffc22 8b810c41 9341fc21 cbz1>ret adrp@slot2 cbz2>ret "
          "aa0203f0 d61f0200"},
    Shape{kMachineAarch64, "register",
          "adrp@add0 adrp@add1 cb000021 d37ffc22 8b810c41 eb8107ff 9341fc21 b.eq>ret adrp@slot2 "
          "cbz2>ret aa0203f0 d61f0200"},
    Shape{kMachineAarch64, "register",
          "adrp@add0 adrp@add1 cb000021 9343fc21 8b41fc21 9341fc21 cbz1>ret adrp@slot2 cbz2>ret "
          "d61f0040"},
    Shape{kMachineAarch64, "ret", "d65f03c0"},
};

constexpr std::array kLandingPads{
    Shape{kMachineX86_64, "", "f3 0f 1e fa"}, Shape{kMachine386, "", "f3 0f 1e fb"},
    Shape{kMachineAarch64, "", "d503201f"},   Shape{kMachineAarch64, "", "d503245f"},
    Shape{kMachineAarch64, "", "d503233f"},
};

}  // namespace

std::span<const Shape> StubShapes(std::uint16_t machine) {
  constexpr auto kFirstOf = [](std::uint16_t of) {
    return std::find_if(kShapes.begin(), kShapes.end(), [of](const Shape& shape) { return shape.machine == of; });
  };
  constexpr auto kFirst386 = kFirstOf(kMachine386);
  constexpr auto kFirstAarch64 = kFirstOf(kMachineAarch64);
  static_assert(std::is_sorted(kShapes.begin(), kShapes.end(), [](const Shape& a, const Shape& b) {
    const auto place = [](const Shape& shape) {
      return shape.machine == kMachineX86_64 ? 0 : shape.machine == kMachine386 ? 1 : 2;
    };
    return place(a) < place(b);
  }));
  if (machine == kMachineX86_64) return {kShapes.begin(), kFirst386};
  if (machine == kMachine386) return {kFirst386, kFirstAarch64};
  if (machine == kMachineAarch64) return {kFirstAarch64, kShapes.end()};
  return {};
}

std::span<const Shape> LandingPads() {
  return kLandingPads;
}

}  // namespace halfsecond::elf
