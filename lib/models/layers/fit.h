// What several layers ask of their input; an Error where it does not fit.
#pragma once

#include <string>

#include "core/error.h"
#include "tensors/shape.h"

namespace mlday {

inline void require_picture(const Shape& input) {
  if (input.size() != 3)
    throw Error("it needs a picture (channels x height x width), but its input is " +
                shape_text(input));
}

inline void require_line(const Shape& input) {
  if (input.size() != 2)
    throw Error("it needs a sequence (channels x length), but its input is " + shape_text(input));
}

/// Weights are for features, whose number must be the same in every sample.
inline void require_features(const Shape& input) {
  if (!input.empty() && input.back() == varies)
    throw Error("it needs vectors of features, but its input, " + shape_text(input) +
                ", is steps of which samples have differently many: symbols want `embedding` or "
                "`one_hot` before it");
}

inline void require_groups(std::int64_t groups, std::int64_t in_channels,
                           std::int64_t out_channels) {
  if (in_channels % groups != 0 || out_channels % groups != 0)
    throw Error("groups: " + std::to_string(groups) + " does not divide its " +
                std::to_string(in_channels) + " input and " + std::to_string(out_channels) +
                " output channels");
}

}  // namespace mlday
