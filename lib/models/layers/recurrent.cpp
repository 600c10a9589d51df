// Recurrent layers over [steps, features]: the plain one (Elman, 1990), LSTM (Hochreiter and
// Schmidhuber, 1997) and GRU (Cho et al., 2014). Rules, gates' order and weights' names are
// PyTorch's: weight_ih_l0 [gates * hidden, in], weight_hh_l0 [gates * hidden, hidden], ...
#include "fused/sequences/recurrent.h"

#include <torch/nn/utils/rnn.h>

#include <algorithm>

#include "fused/gradient.h"
#include "models/layers/fit.h"
#include "models/module.h"

namespace mlday {
namespace {

struct Recurrent : Layer {
  std::int64_t hidden_size = 0, num_layers = 1;
  bool bidirectional = false, bias = true, return_sequences = true;
  double dropout = 0;

  virtual std::int64_t gates() const = 0;
  std::int64_t directions() const { return bidirectional ? 2 : 1; }
  bool looks_ahead() const override { return bidirectional; }
  bool takes_varying() const override { return true; }
  std::optional<std::string> idle_setting() const override {
    if (dropout == 0 || num_layers > 1) return std::nullopt;
    return "`dropout` has no effect: it is between layers (PyTorch's), and num_layers is 1";
  }

  Shape output(const Shape& input) const override {
    if (input.size() != 2)
      throw Error("it needs a sequence (steps x features), but its input is " + shape_text(input));
    require_features(input);
    const auto features = product({hidden_size, directions()});
    return return_sequences ? Shape{input[0], features} : Shape{features};
  }
  LayerCost cost(const Shape& input) const override {
    LayerCost sum;
    for (std::int64_t layer = 0; layer < num_layers; ++layer) {
      const auto in = layer == 0 ? input[1] : hidden_size * directions();
      const auto weights = product({directions(), gates(), hidden_size, in + hidden_size});
      sum.parameters += weights + (bias ? 2 * directions() * gates() * hidden_size : 0);
      sum.multiply_adds += product({weights, input[0]});
    }
    return sum;
  }
  Reach reach() const override { return {.everything = true}; }
};

/// What a recurrent layer reads: [N, steps, features]; or packed, of all samples the first step,
/// then of those that have one the second, ..., [all steps, features].
struct Steps {
  torch::Tensor values;
  torch::Tensor batch_sizes;  ///< how many samples have each step; undefined where not packed
};

class RecurrentModule : public LayerModule {
 public:
  RecurrentModule(const Recurrent& settings, const Shape& input)
      : hidden_(settings.hidden_size),
        layers_(settings.num_layers),
        directions_(settings.directions()),
        bias_(settings.bias),
        return_sequences_(settings.return_sequences),
        dropout_(settings.dropout) {
    const auto rows = settings.gates() * hidden_;
    for (std::int64_t layer = 0; layer < layers_; ++layer)
      for (std::int64_t direction = 0; direction < directions_; ++direction) {
        const auto in = layer == 0 ? input[1] : hidden_ * directions_;
        const auto suffix = "_l" + std::to_string(layer) + (direction == 1 ? "_reverse" : "");
        const auto add = [&](const std::string& name, const Shape& shape) {
          weights_.push_back(register_parameter(name + suffix, torch::empty(shape)));
        };
        add("weight_ih", {rows, in});
        add("weight_hh", {rows, hidden_});
        if (!bias_) continue;
        add("bias_ih", {rows});
        add("bias_hh", {rows});
      }
  }

  Field forward(const Fields& inputs) override {
    const auto& input = inputs[0];
    auto state = begin(input.values);
    const auto sequence =
        input.is_padded() ? run_to_ends(input, state) : run({input.values, {}}, state);
    if (return_sequences_) return {sequence, input.lengths};
    // The last step; of the way back, its last is the first (Keras, PyTorch's h_n).
    const auto last = last_of(sequence, input);
    if (directions_ == 1) return last;
    return torch::cat(
        {last.narrow(1, 0, hidden_), sequence.select(1, 0).narrow(1, hidden_, hidden_)}, 1);
  }

  bool fuse(std::int64_t, std::vector<fused::StagePtr>& stages) override {
    const auto tensors = named_parameters(false);
    const auto are_plain = [](const auto& parameter) { return fused::is_plain(parameter.value()); };
    if (directions_ > 1 || !return_sequences_ || (dropout_ > 0 && layers_ > 1) ||
        !std::all_of(tensors.begin(), tensors.end(), are_plain))
      return false;
    for (std::int64_t layer = 0; layer < layers_; ++layer) {
      const auto of_layer = [&](const std::string& name) {
        const auto* found = tensors.find(name + "_l" + std::to_string(layer));
        return found ? *found : torch::Tensor();
      };
      stages.push_back(fused::recurrent(cell(), {of_layer("weight_ih"), of_layer("weight_hh"),
                                                 of_layer("bias_ih"), of_layer("bias_hh")}));
    }
    return true;
  }

  bool can_advance() const override { return directions_ == 1 && return_sequences_; }
  Field advance(const Fields& inputs, State& state) override {
    if (state.empty()) state = begin(inputs.only());
    return run({inputs.only(), {}}, state);
  }

  /// PyTorch starts all of them within 1 / sqrt(hidden_size); other initializers see each matrix.
  void start(const InitSettings& settings, const StreamOf& stream) override {
    const Fans own{static_cast<double>(hidden_), static_cast<double>(hidden_)};
    Fans fans = own;
    for (auto& parameter : named_parameters(false)) {
      auto& values = parameter.value();
      const bool is_weight = values.dim() == 2;
      if (is_weight) fans = fans_of(values);
      const auto& initializer = is_weight ? settings.weight : settings.bias;
      initializer->fill(values, initializer.kind() == "torch" ? own : fans,
                        stream(parameter.key()));
    }
  }

 protected:
  /// The outputs of the last layer at every step, [N, steps, hidden * directions] or packed;
  /// `state` is what the steps begin with, and then what they end with.
  virtual torch::Tensor run(const Steps& steps, State& state) = 0;
  /// The same of one layer, for training in one go.
  virtual fused::Cell cell() const = 0;
  /// How many tensors a state has.
  virtual std::size_t state_size() const { return 1; }

  template <class Rule, class Begin>
  auto run_by(Rule rule, const Steps& steps, const Begin& state) {
    return steps.batch_sizes.defined()
               ? rule(steps.values, steps.batch_sizes, state, weights_, bias_, layers_, dropout_,
                      is_training(), directions_ == 2)
               : rule(steps.values, state, weights_, bias_, layers_, dropout_, is_training(),
                      directions_ == 2, true);
  }

  std::int64_t hidden_, layers_, directions_;
  bool bias_, return_sequences_;
  double dropout_;
  std::vector<torch::Tensor> weights_;

 private:
  /// The state before the first step.
  State begin(const torch::Tensor& values) {
    // The weights may have been moved to another device or type since they were made.
    weights_.clear();
    for (const auto& parameter : named_parameters(false)) weights_.push_back(parameter.value());
    return State(state_size(),
                 torch::zeros({layers_ * directions_, values.size(0), hidden_}, values.options()));
  }

  /// Each sample read up to its own end: what fills it up is not seen, in either direction.
  torch::Tensor run_to_ends(const Field& input, State& state) {
    namespace rnn = torch::nn::utils::rnn;
    const auto packed = rnn::pack_padded_sequence(input.values, input.lengths, true, false);
    const rnn::PackedSequence made(run({packed.data(), packed.batch_sizes()}, state),
                                   packed.batch_sizes(), packed.sorted_indices(),
                                   packed.unsorted_indices());
    return std::get<0>(rnn::pad_packed_sequence(made, true, 0, input.values.size(1)));
  }

  static torch::Tensor last_of(const torch::Tensor& sequence, const Field& input) {
    if (!input.is_padded()) return sequence.select(1, -1);
    const auto at = (input.lengths - 1).to(sequence.device()).reshape({-1, 1, 1});
    return sequence.gather(1, at.expand({-1, 1, sequence.size(2)})).squeeze(1);
  }
};

struct Rnn : Recurrent {
  std::string nonlinearity = "tanh";
  std::int64_t gates() const override { return 1; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};
struct Lstm : Recurrent {
  std::int64_t gates() const override { return 4; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};
struct Gru : Recurrent {
  std::int64_t gates() const override { return 3; }
  std::shared_ptr<LayerModule> build(const Shape& input) const override;
};

class RnnModule : public RecurrentModule {
 public:
  RnnModule(const Rnn& settings, const Shape& input)
      : RecurrentModule(settings, input), relu_(settings.nonlinearity == "relu") {}

 private:
  fused::Cell cell() const override {
    return relu_ ? fused::Cell::rnn_relu : fused::Cell::rnn_tanh;
  }
  torch::Tensor run(const Steps& steps, State& state) override {
    torch::Tensor sequence;
    std::tie(sequence, state[0]) =
        relu_ ? run_by([](auto&&... a) { return torch::rnn_relu(a...); }, steps, state[0])
              : run_by([](auto&&... a) { return torch::rnn_tanh(a...); }, steps, state[0]);
    return sequence;
  }

  bool relu_;
};
class LstmModule : public RecurrentModule {
 public:
  LstmModule(const Lstm& settings, const Shape& input) : RecurrentModule(settings, input) {}

 private:
  fused::Cell cell() const override { return fused::Cell::lstm; }
  std::size_t state_size() const override { return 2; }
  torch::Tensor run(const Steps& steps, State& state) override {
    torch::Tensor sequence;
    std::tie(sequence, state[0], state[1]) = run_by([](auto&&... a) { return torch::lstm(a...); },
                                                    steps, std::array{state[0], state[1]});
    return sequence;
  }
};
class GruModule : public RecurrentModule {
 public:
  GruModule(const Gru& settings, const Shape& input) : RecurrentModule(settings, input) {}

 private:
  fused::Cell cell() const override { return fused::Cell::gru; }
  torch::Tensor run(const Steps& steps, State& state) override {
    torch::Tensor sequence;
    std::tie(sequence, state[0]) =
        run_by([](auto&&... a) { return torch::gru(a...); }, steps, state[0]);
    return sequence;
  }
};

std::shared_ptr<LayerModule> Rnn::build(const Shape& input) const {
  return std::make_shared<RnnModule>(*this, input);
}
std::shared_ptr<LayerModule> Lstm::build(const Shape& input) const {
  return std::make_shared<LstmModule>(*this, input);
}
std::shared_ptr<LayerModule> Gru::build(const Shape& input) const {
  return std::make_shared<GruModule>(*this, input);
}

template <class L>
Spec<L> recurrent_spec(const std::string& name, const std::string& summary) {
  return Spec<L>(name, summary)
      .required("hidden_size", &L::hidden_size, extent(), "Size of the hidden state.")
      .elsewhere({"units", "out_features"})
      .key("num_layers", &L::num_layers, between(1, 100), "Layers on top of each other.")
      .key("bidirectional", &L::bidirectional, anything(),
           "Whether a second one reads backwards; the outputs stand side by side.")
      .key("return_sequences", &L::return_sequences, anything(),
           "The outputs of all steps (PyTorch), or of the last one alone (Keras' default).")
      .key("dropout", &L::dropout, from_to_below(0, 1), "Between layers that are on top of others.")
      .key("bias", &L::bias, anything(), "Whether the gates add numbers of their own.")
      .elsewhere({"use_bias"})
      .short_form("hidden_size")
      .inherits(weighted_layer_spec);
}

const auto rnn_spec =
    recurrent_spec<Rnn>("rnn", "Plain recurrent layer (Elman, 1990).")
        .also_called({"SimpleRNN"})
        .key("nonlinearity", &Rnn::nonlinearity, one_of({"tanh", "relu"}), "Applied to the state.")
        .elsewhere({"activation"});
const auto lstm_spec =
    recurrent_spec<Lstm>("lstm", "Long short-term memory (Hochreiter and Schmidhuber, 1997).");
const auto gru_spec = recurrent_spec<Gru>("gru", "Gated recurrent unit (Cho et al., 2014).");

}  // namespace

Kind<Layer> rnn() { return kind_of<Layer>(rnn_spec); }
Kind<Layer> lstm() { return kind_of<Layer>(lstm_spec); }
Kind<Layer> gru() { return kind_of<Layer>(gru_spec); }

}  // namespace mlday
