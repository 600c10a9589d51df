// What a recurrent layer makes of a step: rules and gates' order are PyTorch's.
#pragma once

#include <cstdint>

namespace mlday::fused {

/// The numbers of one step of a batch. `from_input` and `from_state` are a gate's two sums with
/// their biases, [samples, gates * hidden]; states are [samples, hidden].
struct CellStep {
  std::int64_t samples = 0, hidden = 0;
  const float *from_input = nullptr, *from_state = nullptr;
  const float *state = nullptr, *memory = nullptr;  ///< before the step
  float* gates = nullptr;                           ///< what of the step is kept for the way back
  float *next_state = nullptr, *next_memory = nullptr;
};

/// The same on the way back: gradients of the states after the step come in, and those of the
/// sums and of the states before it go out.
struct CellGradients {
  const float* of_next_state = nullptr;
  float* of_memory = nullptr;  ///< of the memory after the step; becomes that of before
  float *of_input_sums = nullptr, *of_state_sums = nullptr;
  float* of_state = nullptr;  ///< what does not go by way of the sums
};

enum class Cell { rnn_tanh, rnn_relu, lstm, gru };

/// Of a cell, gates and whether it has a memory beside its state.
std::int64_t gates_of(Cell cell);
inline bool has_memory(Cell cell) { return cell == Cell::lstm; }

void step_forward(Cell cell, const CellStep& step);
void step_backward(Cell cell, const CellStep& step, const CellGradients& gradients);

}  // namespace mlday::fused
