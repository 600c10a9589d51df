// Symbols as vectors with a single 1 (torch.nn.functional.one_hot).
#include "core/error.h"
#include "fused/sequences/symbols.h"
#include "models/layers/symbols.h"
#include "models/module.h"

namespace mlday {
namespace {

struct OneHot : Layer {
  std::int64_t num_classes = 0;
  std::optional<std::int64_t> padding_idx;

  Shape output(const Shape& input) const override {
    if (input.size() > 1)
      throw Error("it needs a sequence of symbols, but its input is " + shape_text(input));
    Shape result = input;
    result.push_back(num_classes);
    return result;
  }
  std::optional<std::int64_t> symbols() const override { return num_classes; }
  bool takes_varying() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape&) const override;
};

class OneHotModule : public UnaryModule {
 public:
  explicit OneHotModule(const OneHot& settings) : settings_(settings) {}
  torch::Tensor forward(const torch::Tensor& input) override {
    const auto symbols = symbols_of(input, settings_.num_classes, "num_classes");
    const auto type = input.is_floating_point() ? input.scalar_type() : torch::kFloat32;
    auto vectors = torch::one_hot(symbols, settings_.num_classes).to(type);
    if (settings_.padding_idx)
      vectors.masked_fill_(symbols.eq(*settings_.padding_idx).unsqueeze(-1), 0);
    return vectors;
  }
  bool fuse(std::int64_t, std::vector<fused::StagePtr>& stages) override {
    stages.push_back(fused::one_hot(settings_.num_classes, settings_.padding_idx));
    return true;
  }

 private:
  OneHot settings_;
};

std::shared_ptr<LayerModule> OneHot::build(const Shape&) const {
  return std::make_shared<OneHotModule>(*this);
}

const auto one_hot_spec =
    Spec<OneHot>("one_hot", "Each symbol as a vector of zeros with a single 1.")
        .required("num_classes", &OneHot::num_classes, extent(), "Number of symbols.")
        .elsewhere({"num_tokens", "num_embeddings"})
        .key("padding_idx", &OneHot::padding_idx, at_least(0),
             "The symbol whose vector is all zeros: a start or a gap.")
        .inherits(layer_spec);

}  // namespace

Kind<Layer> one_hot() { return kind_of<Layer>(one_hot_spec); }

}  // namespace mlday
