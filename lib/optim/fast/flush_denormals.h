// Denormal numbers as zero, for as long as an object of this lives, on its thread.
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace mlday::fast {

/// The averages of a unit that is dead decay into the denormal range (below 1e-38) and stay there,
/// where processors compute many times slower. As zeros they mean the same.
class FlushDenormals {
 public:
#if defined(__SSE__)
  FlushDenormals() { _mm_setcsr(before_ | flush_to_zero | denormals_are_zero); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned flush_to_zero = 0x8000, denormals_are_zero = 0x0040;
  unsigned before_ = _mm_getcsr();
#else
  FlushDenormals() {}
#endif
};

}  // namespace mlday::fast
