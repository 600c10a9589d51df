// The IDX format of MNIST (LeCun, Cortes, Burges, 1998): a magic number, extents, values.
#pragma once

#include <torch/types.h>

#include <string>

namespace mlday {

/// The array in these bytes, of the type that it has there. An Error that begins with `name` where
/// they are no IDX file, or too few or too many for what their header says.
torch::Tensor parse_idx(const std::string& bytes, const std::string& name);

}  // namespace mlday
