// A straight line from one share of the rate to another (PyTorch's LinearLR).
#include "anneal/schedule.h"

namespace mlday {
namespace {

struct Linear : SpanSettings {
  double start_factor = 1, end_factor = 0;

  Curve lr_curve(const Span& span) const override {
    return [span, start = start_factor, end = end_factor](double t) {
      return span.base_lr * (start + (end - start) * span.share(t));
    };
  }
};

const auto linear_spec =
    Spec<Linear>("linear", "A straight line, by default from the rate down to 0.")
        .also_called({"LinearLR"})
        .key("start_factor", &Linear::start_factor, at_least(0), "Share of the rate to begin with.")
        .key("end_factor", &Linear::end_factor, at_least(0), "Share of the rate at the end.")
        .inherits(span_spec);

}  // namespace

Kind<AnnealerSettings> linear_decay() { return kind_of<AnnealerSettings>(linear_spec); }

}  // namespace mlday
