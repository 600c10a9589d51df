// The learning rate as it is.
#include "anneal/annealer.h"

namespace mlday {
namespace {

class ConstantRate : public Annealer {
 public:
  explicit ConstantRate(double lr) : lr_(lr) {}
  double lr(std::int64_t) const override { return lr_; }

 private:
  double lr_;
};

struct Constant : AnnealerSettings {
  std::unique_ptr<Annealer> make(const AnnealerContext& context) const override {
    return std::make_unique<ConstantRate>(context.base_lr);
  }
};

const auto constant_spec =
    Spec<Constant>("constant", "The optimizer's learning rate, unchanged.").inherits(annealer_spec);

}  // namespace

Kind<AnnealerSettings> constant() { return kind_of<AnnealerSettings>(constant_spec); }

}  // namespace mlday
