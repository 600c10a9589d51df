#include "run/text_writer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "run/experiment.h"

namespace mlday {
namespace {

constexpr const char* end_symbol = "\n";

/// Draws one of the symbols: the likeliest `top_k` of them (0: all), their logits divided by the
/// temperature (0: the likeliest).
std::int64_t draw(const float* logits, std::size_t count, const SampleRequest& request, Rng& rng) {
  const auto likeliest = std::max_element(logits, logits + count) - logits;
  if (request.temperature == 0) return likeliest;
  auto least = -std::numeric_limits<double>::infinity();
  if (request.top_k > 0 && static_cast<std::size_t>(request.top_k) < count) {
    std::vector<float> sorted(logits, logits + count);
    const auto last = sorted.begin() + (request.top_k - 1);
    std::nth_element(sorted.begin(), last, sorted.end(), std::greater<>());
    least = *last;
  }
  std::vector<double> shares(count);
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double below = static_cast<double>(logits[i]) - logits[likeliest];
    shares[i] = logits[i] < least ? 0 : std::exp(below / request.temperature);
    sum += shares[i];
  }
  double left = rng.uniform() * sum;
  for (std::size_t i = 0; i < count; ++i)
    if ((left -= shares[i]) < 0) return static_cast<std::int64_t>(i);
  return likeliest;  // what rounding left over
}

}  // namespace

/// How many steps an input must have where weights go by their number; 0 where any will do.
std::int64_t fixed_steps(const ResolvedConfig& config) {
  const auto steps = config.facts->input().shape.at(0);
  const auto parameters = [&](std::int64_t length) {
    const auto plan = config.experiment.model->plan(Shape{length}, config.facts->outputs());
    return plan.total().parameters;
  };
  try {
    return parameters(steps + 1) == parameters(steps) ? 0 : steps;
  } catch (const Error&) {
    return steps;
  }
}

bool writes_texts(const DataFacts& facts) {
  const auto& symbols = facts.class_names;
  return facts.is_text && std::find(symbols.begin(), symbols.end(), end_symbol) != symbols.end();
}

TextWriter::TextWriter(Network& network, const DataFacts& facts, const SampleRequest& request,
                       std::int64_t steps)
    : network_(network),
      symbols_(facts.class_names),
      request_(request),
      steps_(steps),
      advances_(steps == 0 && network.can_advance()) {
  const auto end = std::find(symbols_.begin(), symbols_.end(), end_symbol);
  if (end == symbols_.end()) throw Error("the model's symbols have no end of line");
  end_ = end - symbols_.begin();
  for (std::size_t at = 0; at < request.prefix.size();) {
    const auto length = std::max<std::size_t>(utf8_length(request.prefix, at), 1);
    prefix_.push_back(place_of(request.prefix.substr(at, length)));
    at += length;
  }
  const auto letters = static_cast<std::int64_t>(prefix_.size());
  if (steps_ > 0 && letters >= steps_)
    throw usage_error("--prefix has " + counted(letters, "character") +
                      ", but this network takes texts of at most " + std::to_string(steps_ - 1));
}

std::vector<std::string> TextWriter::write(std::uint64_t first, std::int64_t count) {
  std::vector<Line> lines;
  for (std::int64_t i = 0; i < count; ++i)
    lines.push_back(
        {Rng(stream_seed(request_.seed, "sample", first + static_cast<std::uint64_t>(i))),
         request_.prefix});
  // The input at each place is the symbol before it; at the first, the end of the line before.
  std::vector<std::int64_t> begin{end_};
  begin.insert(begin.end(), prefix_.begin(), prefix_.end());
  auto symbols = torch::tensor(begin, torch::kInt64).repeat({count, 1});
  Network::State state;
  for (std::int64_t i = 0; i < request_.longest; ++i) {
    if (steps_ > 0 && symbols.size(1) > steps_) break;
    const auto next = drawn(lines, logits_after(symbols, state));
    if (std::all_of(lines.begin(), lines.end(), [](const Line& line) { return line.ended; })) break;
    symbols = advances_ ? next : torch::cat({symbols, next}, 1);
  }
  std::vector<std::string> texts;
  for (auto& line : lines) texts.push_back(std::move(line.text));
  return texts;
}

/// What the network says of the symbol after the last of these [N, steps]: [N, symbols]. Where it
/// can keep a state, it reads only the symbols that are new.
torch::Tensor TextWriter::logits_after(const torch::Tensor& symbols, Network::State& state) {
  const auto length = symbols.size(1);
  if (advances_)
    return network_.advance(symbols.to(torch::kFloat32), state).values.select(1, length - 1);
  auto inputs = torch::zeros({symbols.size(0), std::max(length, steps_)});
  inputs.slice(1, 0, length).copy_(symbols);
  return network_.forward(inputs).values.select(1, length - 1);
}

/// Draws each line's next symbol [N, 1].
torch::Tensor TextWriter::drawn(std::vector<Line>& lines, const torch::Tensor& logits) {
  const auto numbers = logits.to(torch::kFloat32).contiguous();
  auto next = torch::full({std::ssize(lines), 1}, end_, torch::kInt64);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto& line = lines[i];
    if (line.ended) continue;
    const auto* row = numbers.data_ptr<float>() + i * symbols_.size();
    const auto symbol = draw(row, symbols_.size(), request_, line.rng);
    line.ended = symbol == end_;
    if (!line.ended) line.text += symbols_[static_cast<std::size_t>(symbol)];
    next.data_ptr<std::int64_t>()[i] = symbol;
  }
  return next;
}

std::int64_t TextWriter::place_of(const std::string& symbol) const {
  const auto found = std::find(symbols_.begin(), symbols_.end(), symbol);
  if (found == symbols_.end())
    throw usage_error("--prefix has `" + symbol + "`, which the model does not know: it knows " +
                      join(known(), " "));
  return found - symbols_.begin();
}

std::vector<std::string> TextWriter::known() const {
  auto list = symbols_;
  std::erase(list, end_symbol);
  return list;
}

}  // namespace mlday
