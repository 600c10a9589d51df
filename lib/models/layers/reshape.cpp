// The same values in another shape.
#include "core/error.h"
#include "models/module.h"

namespace mlday {
namespace {

class ReshapeModule : public UnaryModule {
 public:
  explicit ReshapeModule(const Shape& shape) : shape_(shape) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    auto with_batch = shape_;
    with_batch.insert(with_batch.begin(), input.size(0));
    return input.reshape(with_batch);
  }

 private:
  Shape shape_;
};

struct Reshape : Layer {
  std::vector<std::int64_t> shape;

  Shape output(const Shape& input) const override {
    Shape result = shape;
    std::int64_t* open = nullptr;
    std::int64_t known = 1;
    for (auto& extent : result) {
      if (extent == 0 || (extent == -1 && open))
        throw Error("shape: sizes are at least 1, and one of them may be -1: what is left over");
      if (extent == -1)
        open = &extent;
      else
        known = product({known, extent});
    }
    const auto count = element_count(input);
    if (open && count % known == 0) *open = count / known;
    if (result.empty() || (open && count % known != 0) || element_count(result) != count)
      throw Error("shape: its input, " + shape_text(input) + ", has " + std::to_string(count) +
                  " values, which do not fit " + shape_text(shape));
    return result;
  }
  Reach reach() const override { return {.everything = true}; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override {
    return std::make_shared<ReshapeModule>(output(input));
  }
};

const auto reshape_spec = Spec<Reshape>("reshape", "The same values in another shape.")
                              .required("shape", &Reshape::shape, at_least(-1),
                                        "Sizes without the batch; one of them may be -1.")
                              .elsewhere({"target_shape"})
                              .short_form("shape")
                              .inherits(layer_spec);

}  // namespace

Kind<Layer> reshape() { return kind_of<Layer>(reshape_spec); }

}  // namespace mlday
