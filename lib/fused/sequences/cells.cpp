#include "fused/sequences/cells.h"

#include <algorithm>

#include "core/vector_width.h"
#include "fused/vector_math.h"

namespace mlday::fused {
namespace {

inline float sigmoid_of(float x) { return 1 / (1 + exp_of(-x)); }

/// One sample's values of a gate.
inline const float* gate(const float* of_all, std::int64_t index, std::int64_t hidden) {
  return of_all + index * hidden;
}
inline float* gate(float* of_all, std::int64_t index, std::int64_t hidden) {
  return of_all + index * hidden;
}

MLDAY_FOR_EACH_PROCESSOR void rnn_tanh_forward(const CellStep& s) {
  const auto count = s.samples * s.hidden;
  for (std::int64_t i = 0; i < count; ++i)
    s.next_state[i] = tanh_of(s.from_input[i] + s.from_state[i]);
}
MLDAY_FOR_EACH_PROCESSOR void rnn_relu_forward(const CellStep& s) {
  const auto count = s.samples * s.hidden;
  for (std::int64_t i = 0; i < count; ++i) {
    const float sum = s.from_input[i] + s.from_state[i];
    s.next_state[i] = sum < 0 ? 0 : sum;
  }
}
MLDAY_FOR_EACH_PROCESSOR void rnn_tanh_backward(const CellStep& s, const CellGradients& g) {
  const auto count = s.samples * s.hidden;
  for (std::int64_t i = 0; i < count; ++i) {
    const float y = s.next_state[i];
    g.of_input_sums[i] = g.of_state_sums[i] = g.of_next_state[i] * (1 - y * y);
    g.of_state[i] = 0;
  }
}
MLDAY_FOR_EACH_PROCESSOR void rnn_relu_backward(const CellStep& s, const CellGradients& g) {
  const auto count = s.samples * s.hidden;
  for (std::int64_t i = 0; i < count; ++i) {
    g.of_input_sums[i] = g.of_state_sums[i] = s.next_state[i] <= 0 ? 0 : g.of_next_state[i];
    g.of_state[i] = 0;
  }
}

/// Gates: input, forget, cell, output; kept with the hyperbolic tangent of the memory behind them.
MLDAY_FOR_EACH_PROCESSOR void lstm_forward(const CellStep& s) {
  const auto h = s.hidden;
  for (std::int64_t n = 0; n < s.samples; ++n) {
    const float* __restrict x = s.from_input + n * 4 * h;
    const float* __restrict u = s.from_state + n * 4 * h;
    float* __restrict kept = s.gates + n * 5 * h;
    for (std::int64_t i = 0; i < 4 * h; ++i) kept[i] = x[i] + u[i];
    for (std::int64_t i = 0; i < 2 * h; ++i) kept[i] = sigmoid_of(kept[i]);
    for (std::int64_t i = 2 * h; i < 3 * h; ++i) kept[i] = tanh_of(kept[i]);
    for (std::int64_t i = 3 * h; i < 4 * h; ++i) kept[i] = sigmoid_of(kept[i]);
    const float* __restrict memory = s.memory + n * h;
    float* __restrict next_memory = s.next_memory + n * h;
    float* __restrict next_state = s.next_state + n * h;
    for (std::int64_t i = 0; i < h; ++i) {
      next_memory[i] = kept[h + i] * memory[i] + kept[i] * kept[2 * h + i];
      kept[4 * h + i] = tanh_of(next_memory[i]);
      next_state[i] = kept[3 * h + i] * kept[4 * h + i];
    }
  }
}
MLDAY_FOR_EACH_PROCESSOR void lstm_backward(const CellStep& s, const CellGradients& g) {
  const auto h = s.hidden;
  for (std::int64_t n = 0; n < s.samples; ++n) {
    const float* kept = s.gates + n * 5 * h;
    const float *in = gate(kept, 0, h), *forget = gate(kept, 1, h), *cell = gate(kept, 2, h);
    const float *out = gate(kept, 3, h), *shown = gate(kept, 4, h);
    const float* memory = s.memory + n * h;
    const float* dy = g.of_next_state + n * h;
    float* of_memory = g.of_memory + n * h;
    float* __restrict sums = g.of_input_sums + n * 4 * h;
    for (std::int64_t i = 0; i < h; ++i) {
      const float dm = of_memory[i] + dy[i] * out[i] * (1 - shown[i] * shown[i]);
      sums[i] = dm * cell[i] * in[i] * (1 - in[i]);
      sums[h + i] = dm * memory[i] * forget[i] * (1 - forget[i]);
      sums[2 * h + i] = dm * in[i] * (1 - cell[i] * cell[i]);
      sums[3 * h + i] = dy[i] * shown[i] * out[i] * (1 - out[i]);
      of_memory[i] = dm * forget[i];
      g.of_state[n * h + i] = 0;
    }
    std::copy_n(sums, 4 * h, g.of_state_sums + n * 4 * h);
  }
}

/// Gates: reset, update, new; the last keeps what comes from the state apart, kept as a fourth.
MLDAY_FOR_EACH_PROCESSOR void gru_forward(const CellStep& s) {
  const auto h = s.hidden;
  for (std::int64_t n = 0; n < s.samples; ++n) {
    const float* __restrict x = s.from_input + n * 3 * h;
    const float* __restrict u = s.from_state + n * 3 * h;
    float* __restrict kept = s.gates + n * 4 * h;
    for (std::int64_t i = 0; i < 2 * h; ++i) kept[i] = sigmoid_of(x[i] + u[i]);
    const float* __restrict state = s.state + n * h;
    float* __restrict next_state = s.next_state + n * h;
    for (std::int64_t i = 0; i < h; ++i) {
      kept[3 * h + i] = u[2 * h + i];
      kept[2 * h + i] = tanh_of(x[2 * h + i] + kept[i] * u[2 * h + i]);
      const float update = kept[h + i];
      next_state[i] = (1 - update) * kept[2 * h + i] + update * state[i];
    }
  }
}
MLDAY_FOR_EACH_PROCESSOR void gru_backward(const CellStep& s, const CellGradients& g) {
  const auto h = s.hidden;
  for (std::int64_t n = 0; n < s.samples; ++n) {
    const float* kept = s.gates + n * 4 * h;
    const float *reset = gate(kept, 0, h), *update = gate(kept, 1, h), *fresh = gate(kept, 2, h);
    const float *from_state = gate(kept, 3, h), *state = s.state + n * h;
    const float* dy = g.of_next_state + n * h;
    float* __restrict sums = g.of_input_sums + n * 3 * h;
    float* __restrict state_sums = g.of_state_sums + n * 3 * h;
    float* __restrict of_state = g.of_state + n * h;
    for (std::int64_t i = 0; i < h; ++i) {
      const float of_fresh = dy[i] * (1 - update[i]) * (1 - fresh[i] * fresh[i]);
      sums[i] = of_fresh * from_state[i] * reset[i] * (1 - reset[i]);
      sums[h + i] = dy[i] * (state[i] - fresh[i]) * update[i] * (1 - update[i]);
      sums[2 * h + i] = of_fresh;
      state_sums[i] = sums[i];
      state_sums[h + i] = sums[h + i];
      state_sums[2 * h + i] = of_fresh * reset[i];
      of_state[i] = dy[i] * update[i];
    }
  }
}

}  // namespace

std::int64_t gates_of(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return 4;
    case Cell::gru:
      return 3;
    default:
      return 1;
  }
}

void step_forward(Cell cell, const CellStep& step) {
  switch (cell) {
    case Cell::rnn_tanh:
      return rnn_tanh_forward(step);
    case Cell::rnn_relu:
      return rnn_relu_forward(step);
    case Cell::lstm:
      return lstm_forward(step);
    case Cell::gru:
      return gru_forward(step);
  }
}

void step_backward(Cell cell, const CellStep& step, const CellGradients& gradients) {
  switch (cell) {
    case Cell::rnn_tanh:
      return rnn_tanh_backward(step, gradients);
    case Cell::rnn_relu:
      return rnn_relu_backward(step, gradients);
    case Cell::lstm:
      return lstm_backward(step, gradients);
    case Cell::gru:
      return gru_backward(step, gradients);
  }
}

}  // namespace mlday::fused
