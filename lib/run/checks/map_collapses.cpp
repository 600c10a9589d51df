// Pooling or striding until nothing of the map is left: the journal's day 63, two days at six per
// cent.
#include "core/text.h"
#include "models/layers/options.h"
#include "run/checks/doctor.h"

namespace mlday {
namespace {

bool is_point(const Shape& shape) { return shape.size() == 3 && shape[1] == 1 && shape[2] == 1; }

/// A window over the whole map on purpose: a convolution such as LeNet's C5, or a mean in place of
/// a global pool. A maximum of 2 x 2 or 3 x 3 is the habit of halving, once too often.
bool covers_on_purpose(const PlannedLayer& layer) {
  const auto covers = [&](const Size2& kernel, const Padding& padding) {
    return padding.mode == Padding::Mode::amount && padding.amount == Size2{} &&
           kernel.height == layer.input[1] && kernel.width == layer.input[2];
  };
  if (const auto* conv = options_of<Conv2dOptions>(layer))
    return covers(conv->kernel_size, conv->padding);
  constexpr std::int64_t habitual = 3;
  const auto* pool = options_of<PoolOptions>(layer);
  return pool && covers(pool->kernel_size, pool->padding) &&
         (layer.kind == "avg_pool2d" || pool->kernel_size.height > habitual);
}

}  // namespace

void check_map_collapses(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
    const bool slides = options_of<Conv2dOptions>(layer) || options_of<PoolOptions>(layer);
    if (!slides || !is_point(layer.output) || is_point(layer.input) || covers_on_purpose(layer))
      continue;
    std::vector<std::string> sizes;
    for (const PlannedLayer* at = &layer; at; at = view.before(*at))
      if (at->input.size() == 3 && at->input[1] != at->output[1])
        sizes.insert(sizes.begin(), std::to_string(at->input[1]));
    sizes.push_back("1");
    warn_of(config, problems, layer,
            "it shrinks the map from " + shape_text(layer.input) + " to " +
                shape_text(layer.output) + " (" + join(sizes, " > ") +
                "): nothing of the place is left for the layers after it, and such nets often "
                "stay at the share of one class",
            "take out a pooling or a stride, or begin with larger pictures; if one value a channel "
            "is meant, say global_avg_pool2d");
    return;
  }
}

}  // namespace mlday
