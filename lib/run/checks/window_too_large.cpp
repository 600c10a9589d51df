// With padding, a window may be much larger than its input, and then mostly sees zeros.
#include "models/layers/options.h"
#include "run/checks/doctor.h"

namespace mlday {
namespace {

/// Of a layer whose window slides over channels x length.
bool sees_mostly_padding(const PlannedLayer& layer) {
  if (!layer.layer) return false;
  const auto reach = layer.layer->reach();
  return !reach.everything && reach.size.width > 1 && reach.size.width >= 2 * layer.input[1];
}

}  // namespace

void check_window_too_large(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
    if (layer.input.size() == 2 && sees_mostly_padding(layer)) {
      warn_of(config, problems, layer,
              "its window of " + std::to_string(layer.layer->reach().size.width) +
                  " is at least twice its input's length of " + std::to_string(layer.input[1]) +
                  ": most of what it sees is padding",
              "channels come first: steps x features want `permute: [2, 1]` before it; else take a "
              "smaller kernel_size, or fewer poolings");
      return;
    }
    const auto* conv = options_of<Conv2dOptions>(layer);
    const auto* pool = options_of<PoolOptions>(layer);
    if (!conv && !pool) continue;
    const Size2 kernel = conv ? conv->kernel_size : pool->kernel_size;
    // 3 x 3 on 2 x 2 is common and fine; on 1 x 1, eight of nine values are padding.
    if (kernel.height < 2 * layer.input[1] && kernel.width < 2 * layer.input[2]) continue;
    warn_of(config, problems, layer,
            "its window of " + shape_text({kernel.height, kernel.width}) +
                " is at least twice its input of " + shape_text({layer.input[1], layer.input[2]}) +
                ": most of what it sees is padding",
            "take a smaller kernel_size, or fewer poolings before it");
    return;
  }
}

}  // namespace mlday
