// Cyclic rates (Smith, 2017; PyTorch's CyclicLR): between the optimizer's rate and a higher one.
#include <cmath>

#include "anneal/schedule.h"

namespace mlday {
namespace {

struct Cyclic : ScheduleSettings {
  double max_lr = 0, gamma = 1, base_momentum = .8, max_momentum = .9;
  std::int64_t step_size_up = 2000;
  std::optional<std::int64_t> step_size_down;
  std::string mode = "triangular";
  bool cycle_momentum = true;

  Curve lr_curve(const Span& span) const override {
    return [base = span.base_lr, rise = max_lr - span.base_lr, height = height_curve()](double t) {
      return base + rise * height(t);
    };
  }
  Curve momentum_curve(const Span&) const override {
    if (!cycle_momentum) return nullptr;
    return [top = max_momentum, fall = max_momentum - base_momentum,
            height = height_curve()](double t) { return top - fall * height(t); };
  }

 private:
  /// From 0 at the base to 1 at the first top.
  Curve height_curve() const {
    const auto up = static_cast<double>(step_size_up);
    const double period = up + static_cast<double>(step_size_down.value_or(step_size_up));
    return [=, shape = mode, factor = gamma](double t) {
      const double cycle = std::floor(t / period), at = t - cycle * period;
      const double height = at <= up ? at / up : (period - at) / (period - up);
      if (shape == "triangular2") return height / std::pow(2, cycle);
      return shape == "exp_range" ? height * std::pow(factor, t) : height;
    };
  }
};

const auto cyclic_spec =
    Spec<Cyclic>("cyclic", "Up and down between the rate and a higher one, again and again.")
        .also_called({"CyclicLR"})
        .required("max_lr", &Cyclic::max_lr, positive(), "The rate at the top.")
        .key("step_size_up", &Cyclic::step_size_up, at_least(1),
             "Steps (or epochs, see `per`) of a rise.")
        .key("step_size_down", &Cyclic::step_size_down, at_least(1),
             "The same of a fall; null takes as many.")
        .key("mode", &Cyclic::mode, one_of({"triangular", "triangular2", "exp_range"}),
             "triangular2 halves the height each cycle, exp_range shrinks it by gamma each step.")
        .key("gamma", &Cyclic::gamma, positive(), "For exp_range: the height's factor.")
        .key("cycle_momentum", &Cyclic::cycle_momentum, anything(),
             "Cycle the momentum (Adam's first beta) too, the other way.")
        .key("base_momentum", &Cyclic::base_momentum, from_to_below(0, 1),
             "The momentum where the rate is highest.")
        .key("max_momentum", &Cyclic::max_momentum, from_to_below(0, 1),
             "The momentum where the rate is lowest.")
        .inherits(schedule_spec);

}  // namespace

Kind<AnnealerSettings> cyclic() { return kind_of<AnnealerSettings>(cyclic_spec); }

}  // namespace mlday
