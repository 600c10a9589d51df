// A learned vector for each of a number of symbols, weights [num_embeddings, embedding_dim]
// (PyTorch's Embedding).
#include "core/error.h"
#include "fused/gradient.h"
#include "fused/sequences/symbols.h"
#include "models/layers/symbols.h"
#include "models/module.h"

namespace mlday {
namespace {

struct Embedding : Layer {
  std::int64_t num_embeddings = 0, embedding_dim = 0;

  Shape output(const Shape& input) const override {
    if (input.size() > 1)
      throw Error("it needs a sequence of symbols, but its input is " + shape_text(input));
    Shape result = input;
    result.push_back(embedding_dim);
    return result;
  }
  LayerCost cost(const Shape&) const override {
    return {.parameters = product({num_embeddings, embedding_dim})};
  }
  std::optional<std::int64_t> symbols() const override { return num_embeddings; }
  bool takes_varying() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape&) const override;
};

class EmbeddingModule : public UnaryModule {
 public:
  explicit EmbeddingModule(const Embedding& settings) {
    weight_ = register_parameter("weight",
                                 torch::empty({settings.num_embeddings, settings.embedding_dim}));
  }
  torch::Tensor forward(const torch::Tensor& input) override {
    return torch::embedding(weight_, symbols_of(input, weight_.size(0), "num_embeddings"));
  }
  bool fuse(std::int64_t, std::vector<fused::StagePtr>& stages) override {
    if (!fused::is_plain(weight_)) return false;
    stages.push_back(fused::embedding(weight_));
    return true;
  }
  /// PyTorch's own start is a normal of deviation 1; the fans are Keras': symbols in, features out.
  void start(const InitSettings& settings, const StreamOf& stream) override {
    if (settings.weight.kind() == "torch") {
      weight_.normal_(0, 1, stream("weight"));
      return;
    }
    const Fans fans{static_cast<double>(weight_.size(0)), static_cast<double>(weight_.size(1))};
    settings.weight->fill(weight_, fans, stream("weight"));
  }

 private:
  torch::Tensor weight_;
};

std::shared_ptr<LayerModule> Embedding::build(const Shape&) const {
  return std::make_shared<EmbeddingModule>(*this);
}

const auto embedding_spec =
    Spec<Embedding>("embedding", "A learned vector for each symbol.")
        .required("num_embeddings", &Embedding::num_embeddings, extent(), "Number of symbols.")
        .elsewhere({"input_dim", "vocab_size"})
        .required("embedding_dim", &Embedding::embedding_dim, extent(), "Size of the vectors.")
        .elsewhere({"output_dim", "features"})
        .inherits(weighted_layer_spec);

}  // namespace

Kind<Layer> embedding() { return kind_of<Layer>(embedding_spec); }

}  // namespace mlday
