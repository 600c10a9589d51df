// Dimensions in another order (Keras' Permute: counted from 1, the batch stays first).
#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "models/module.h"

namespace mlday {
namespace {

class PermuteModule : public UnaryModule {
 public:
  explicit PermuteModule(std::vector<std::int64_t> dims) : dims_(std::move(dims)) {
    dims_.insert(dims_.begin(), 0);
  }
  torch::Tensor forward(const torch::Tensor& input) override { return input.permute(dims_); }

 private:
  std::vector<std::int64_t> dims_;
};

struct Permute : Layer {
  std::vector<std::int64_t> dims;

  Shape output(const Shape& input) const override {
    auto sorted = dims;
    std::sort(sorted.begin(), sorted.end());
    Shape result;
    for (std::size_t i = 0; i < sorted.size() && sorted.size() == input.size(); ++i)
      if (sorted[i] == static_cast<std::int64_t>(i) + 1)
        result.push_back(input[static_cast<std::size_t>(dims[i] - 1)]);
    if (result.size() != input.size() || input.empty())
      throw Error("dims: they must be the numbers 1 to " + std::to_string(input.size()) +
                  " in some order, for its input is " + shape_text(input));
    return result;
  }
  bool takes_varying() const override { return true; }
  Reach reach() const override { return {.everything = true}; }
  /// What follows works on the steps as on features, and may mix them.
  bool looks_ahead() const override { return dims.front() != 1; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<PermuteModule>(dims);
  }
};

const auto permute_spec =
    Spec<Permute>("permute", "Dimensions in another order: [2, 1] turns steps x features around.")
        .required("dims", &Permute::dims, at_least(1),
                  "Which dimension comes first, second, ...; counted from 1, without the batch.")
        .short_form("dims")
        .inherits(layer_spec);

}  // namespace

Kind<Layer> permute() { return kind_of<Layer>(permute_spec); }

}  // namespace mlday
