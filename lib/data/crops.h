// Several crops of a picture, whose predictions an evaluation averages.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "data/pictures.h"

namespace mlday {

/// Which crops, the same of every picture.
struct CropPlan {
  enum class Places { middle, corners_and_middle, grid };

  Size2 size;                        ///< of each crop
  std::vector<std::int64_t> scales;  ///< lengths of the shorter side to take them at
  Places places = Places::middle;
  bool mirrored = false;  ///< each crop again, left to right
};

/// The plan of a way's name for pictures of this size, of which the network sees `seen`: `ten`
/// (Krizhevsky et al., 2012), `multi_scale` (three scales), `multi_crop` (those with 5 x 5 places
/// and mirrored; both Simonyan & Zisserman, 2015). Scales are those that training jittered
/// between, with their middle, or else the pictures' own and 32 pixels less and more. A usage Error
/// where the pictures are too small.
CropPlan crop_plan(const std::string& way, const AugmentSettings& augment, Size2 pictures,
                   Size2 seen);

/// The crops of pictures [N, C, H, W], a tensor [N, C, h, w] for each of the plan's.
std::vector<torch::Tensor> crops_of(const torch::Tensor& pictures, const CropPlan& plan);

}  // namespace mlday
