// The boards of the 43 traffic signs of GTSRB, drawn flat, face-on and evenly lit.
#pragma once

#include <opencv2/core/mat.hpp>

namespace mlday {

inline constexpr int sign_count = 43;

/// The board of class `label` (0..42) as an RGBA picture of `side` x `side` pixels which it just
/// fills. Pixels outside of the board are zero and its edge pixels are weighted by their alpha.
cv::Mat draw_sign_board(int label, int side);

}  // namespace mlday
