// One cycle (Smith and Topin, 2018; PyTorch's OneCycleLR): the rate rises to the optimizer's and
// falls far below where it began, while the momentum falls and rises.
#include <cmath>
#include <numbers>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct OneCycle : SpanSettings {
  double pct_start = .3, div_factor = 25, final_div_factor = 1e4;
  double base_momentum = .85, max_momentum = .95;
  std::string anneal_strategy = "cos";
  bool cycle_momentum = true;

  Curve lr_curve(const Span& span) const override {
    const double start = span.base_lr / div_factor;
    return cycle(span, start, span.base_lr, start / final_div_factor);
  }
  Curve momentum_curve(const Span& span) const override {
    if (!cycle_momentum) return nullptr;
    return cycle(span, max_momentum, base_momentum, max_momentum);
  }

 private:
  /// From `first` to `peak` to `last`; as PyTorch has it, the last step's number is length - 1.
  Curve cycle(const Span& span, double first, double peak, double last) const {
    const double end = span.length - 1, turn = pct_start * span.length - 1;
    const bool is_line = anneal_strategy == "linear";
    const auto between = [is_line](double from, double to, double share) {
      if (is_line) return from + (to - from) * share;
      return to + (from - to) / 2 * (1 + std::cos(std::numbers::pi * share));
    };
    return [=](double t) {
      if (t >= end) return last;
      return t < turn ? between(first, peak, t / turn)
                      : between(peak, last, (t - turn) / (end - turn));
    };
  }
};

const auto one_cycle_spec =
    Spec<OneCycle>("one_cycle", "Up to the rate and down to almost 0, the momentum the other way.")
        .also_called({"OneCycleLR"})
        .key("pct_start", &OneCycle::pct_start, strictly_between(0, 1), "Share of it that rises.")
        .key("anneal_strategy", &OneCycle::anneal_strategy, one_of({"cos", "linear"}),
             "The shape of rise and fall.")
        .key("div_factor", &OneCycle::div_factor, positive(), "It begins at lr / div_factor.")
        .key("final_div_factor", &OneCycle::final_div_factor, positive(),
             "It ends at its beginning / final_div_factor.")
        .key("cycle_momentum", &OneCycle::cycle_momentum, anything(),
             "Cycle the momentum (Adam's first beta) too.")
        .key("base_momentum", &OneCycle::base_momentum, from_to_below(0, 1),
             "The momentum where the rate is highest.")
        .key("max_momentum", &OneCycle::max_momentum, from_to_below(0, 1),
             "The momentum at beginning and end.")
        .not_here({"max_lr"}, "the rate at the top is `optimizer.lr`")
        .inherits(span_spec);

}  // namespace

Kind<AnnealerSettings> one_cycle() { return kind_of<AnnealerSettings>(one_cycle_spec); }

}  // namespace mlday
