// Samples' pictures as a page shows them.
#pragma once

#include <torch/types.h>

#include <string>

#include "data/facts.h"

namespace mlday {

/// A picture as it was before it was normalized: [1 or 3, H, W] bytes or floats in [0, 1].
torch::Tensor unnormalized(const torch::Tensor& input, const FieldFacts& facts);

/// A picture [1 or 3, H, W] of bytes or floats in [0, 1] as a PNG file's bytes.
std::string picture_png(const torch::Tensor& picture);

/// The same as a data URL: PNG or JPEG, whichever is
/// smaller, larger ones made at most 96 pixels wide and high.
std::string picture_url(const torch::Tensor& picture);

}  // namespace mlday
