#include "fused/sequences/recurrent.h"

#include <algorithm>
#include <vector>

#include "fused/gradient.h"
#include "fused/products.h"

namespace mlday::fused {
namespace {

/// Rows step by step: the rows of all samples' first step, of their second, ...
class StepRows {
 public:
  /// From planes [features, samples * steps], sample by sample.
  void from_planes(const float* planes, const Values& shape, std::int64_t features) {
    make_room(shape.rows * features);
    each_place(shape, [&](std::int64_t row, std::int64_t column) {
      for (std::int64_t f = 0; f < features; ++f)
        at(row * features)[f] = planes[f * shape.rows + column];
    });
  }
  /// From the row at `first` on.
  void to_planes(std::int64_t first, const Values& shape, std::int64_t features, float* planes) {
    each_place(shape, [&](std::int64_t row, std::int64_t column) {
      for (std::int64_t f = 0; f < features; ++f)
        planes[f * shape.rows + column] = at((first + row) * features)[f];
    });
  }
  void make_room(std::int64_t count) {
    if (values_.size() < static_cast<std::size_t>(count))
      values_.resize(static_cast<std::size_t>(count));
  }
  float* at(std::int64_t offset = 0) { return values_.data() + offset; }

 private:
  template <class Take>
  static void each_place(const Values& shape, const Take& take) {
    const auto samples = shape.rows / shape.steps;
    for (std::int64_t t = 0; t < shape.steps; ++t)
      for (std::int64_t n = 0; n < samples; ++n) take(t * samples + n, n * shape.steps + t);
  }

  std::vector<float> values_;
};

class Recurrence : public Stage {
 public:
  Recurrence(Cell cell, const RecurrentTensors& tensors)
      : cell_(cell),
        tensors_(tensors),
        hidden_(tensors.weight_hh.size(1)),
        inputs_(tensors.weight_ih.size(1)),
        gates_(gates_of(cell) * hidden_) {}

  std::int64_t outputs() const override { return hidden_; }

  void forward(const Values& input, float* output) override {
    const auto samples = input.rows / input.steps;
    in_.from_planes(input.at, input, inputs_);
    sums_.make_room(input.rows * gates_);
    kept_.make_room(input.rows * (gates_ + hidden_));
    // States before each step, and behind the last.
    states_.make_room((input.rows + samples) * hidden_);
    std::fill_n(states_.at(), samples * hidden_, 0.0F);
    if (has_memory(cell_)) {
      memories_.make_room((input.rows + samples) * hidden_);
      std::fill_n(memories_.at(), samples * hidden_, 0.0F);
    }
    from_state_.make_room(samples * gates_);
    product_nt({in_.at(), input.rows, inputs_}, matrix(tensors_.weight_ih), nullptr, sums_.at());
    add_bias(tensors_.bias_ih, sums_.at(), input.rows);
    for (std::int64_t t = 0; t < input.steps; ++t) {
      const auto step = step_at(t, samples);
      product_nt({step.state, samples, hidden_}, matrix(tensors_.weight_hh), nullptr,
                 from_state_.at());
      add_bias(tensors_.bias_hh, from_state_.at(), samples);
      step_forward(cell_, step);
    }
    states_.to_planes(samples, input, hidden_, output);
  }

  void backward(const Values& input, const float*, const float* output_gradient,
                float* input_gradient) override {
    const auto samples = input.rows / input.steps;
    of_outputs_.from_planes(output_gradient, input, hidden_);
    of_inputs_.make_room(input.rows * gates_);
    of_states_.make_room(input.rows * gates_);
    of_state_.make_room(samples * hidden_);
    of_memory_.make_room(samples * hidden_);
    by_sums_.make_room(samples * hidden_);
    std::fill_n(of_memory_.at(), samples * hidden_, 0.0F);
    for (auto t = input.steps; t-- > 0;) {
      auto* own = of_outputs_.at(t * samples * hidden_);
      if (t + 1 < input.steps)
        for (std::int64_t i = 0; i < samples * hidden_; ++i)
          own[i] += of_state_.at()[i] + by_sums_.at()[i];
      const auto sums = t * samples * gates_;
      step_backward(cell_, step_at(t, samples),
                    {.of_next_state = own,
                     .of_memory = of_memory_.at(),
                     .of_input_sums = of_inputs_.at(sums),
                     .of_state_sums = of_states_.at(sums),
                     .of_state = of_state_.at()});
      if (t > 0)
        product_nn({of_states_.at(sums), samples, gates_}, matrix(tensors_.weight_hh), nullptr,
                   by_sums_.at());
    }
    const Matrix of_inputs{of_inputs_.at(), input.rows, gates_};
    const Matrix of_states{of_states_.at(), input.rows, gates_};
    product_tn(of_inputs, {in_.at(), input.rows, inputs_}, gradient_of(tensors_.weight_ih));
    product_tn(of_states, {states_.at(), input.rows, hidden_}, gradient_of(tensors_.weight_hh));
    sum_rows(of_inputs, tensors_.bias_ih);
    sum_rows(of_states, tensors_.bias_hh);
    if (!input_gradient) return;
    in_gradient_.make_room(input.rows * inputs_);
    product_nn(of_inputs, matrix(tensors_.weight_ih), nullptr, in_gradient_.at());
    in_gradient_.to_planes(0, input, inputs_, input_gradient);
  }

 private:
  static Matrix matrix(const torch::Tensor& weight) {
    return {weight.data_ptr<float>(), weight.size(0), weight.size(1)};
  }

  CellStep step_at(std::int64_t t, std::int64_t samples) {
    const auto before = t * samples * hidden_, after = before + samples * hidden_;
    CellStep step{.samples = samples, .hidden = hidden_};
    step.from_input = sums_.at(t * samples * gates_);
    step.from_state = from_state_.at();
    step.state = states_.at(before);
    step.next_state = states_.at(after);
    step.gates = kept_.at(t * samples * (gates_ + hidden_));
    if (has_memory(cell_)) {
      step.memory = memories_.at(before);
      step.next_memory = memories_.at(after);
    }
    return step;
  }

  void add_bias(const torch::Tensor& bias, float* rows, std::int64_t count) const {
    if (!bias.defined()) return;
    const auto* values = bias.data_ptr<float>();
    for (std::int64_t r = 0; r < count; ++r)
      for (std::int64_t g = 0; g < gates_; ++g) rows[r * gates_ + g] += values[g];
  }

  static void sum_rows(const Matrix& rows, torch::Tensor& bias) {
    if (!bias.defined()) return;
    auto* sums = gradient_of(bias);
    std::fill_n(sums, rows.columns, 0.0F);
    for (std::int64_t r = 0; r < rows.rows; ++r)
      for (std::int64_t c = 0; c < rows.columns; ++c) sums[c] += rows.at[r * rows.columns + c];
  }

  Cell cell_;
  RecurrentTensors tensors_;
  std::int64_t hidden_, inputs_, gates_;
  StepRows in_, sums_, kept_, states_, memories_;              ///< of all steps
  StepRows of_outputs_, of_inputs_, of_states_, in_gradient_;  ///< of all steps, on the way back
  StepRows from_state_, of_state_, of_memory_, by_sums_;       ///< of one step
};

}  // namespace

StagePtr recurrent(Cell cell, const RecurrentTensors& tensors) {
  return std::make_unique<Recurrence>(cell, tensors);
}

}  // namespace mlday::fused
