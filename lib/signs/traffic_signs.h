// Synthetic photos of German traffic signs, for machines on which the real data set GTSRB is
// missing.
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>

namespace mlday {

/// As in GTSRB, a track is the series of 30 photos taken while driving up to one physical sign.
struct SignPhoto {
  std::uint64_t seed = 0;
  int label = 0;  ///< 0..42, in GTSRB's order.
  int track = 0;
  int photo = 0;  ///< 0..29, from far to near.
  int size = 48;  ///< Pixels along a side.
};

/// The photo in 8-bit RGB. The same arguments always give the same pixels, from any thread.
cv::Mat draw_sign_photo(const SignPhoto& which);

}  // namespace mlday
