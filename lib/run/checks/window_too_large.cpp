// With padding, a window may be much larger than its input, and then mostly sees zeros.
#include "models/layers/options.h"
#include "run/checks/doctor.h"

namespace mlday {

void check_window_too_large(const ResolvedConfig& config, Problems& problems) {
  const PlanView view(config);
  for (const auto& layer : view.layers()) {
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
