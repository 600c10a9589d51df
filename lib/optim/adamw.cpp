// AdamW (Loshchilov and Hutter, 2019): Adam, but weights decay apart from the gradient.
#include "optim/adam.h"

namespace mlday {
namespace {

struct AdamW : Adam {
  AdamW() { weight_decay = 1e-2; }
  bool decouples_weight_decay() const override { return true; }
};

const auto adamw_spec =
    Spec<AdamW>("adamw", "Adam with decoupled weight decay (Loshchilov and Hutter, 2019).")
        .inherits(adam_spec);

}  // namespace

Kind<OptimizerSettings> adamw() { return kind_of<OptimizerSettings>(adamw_spec); }

}  // namespace mlday
