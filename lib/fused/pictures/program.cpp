#include "fused/pictures/program.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/vector_width.h"

namespace mlday::fused {
namespace {

MLDAY_FOR_EACH_VECTOR_WIDTH void add_piece(const float* what, float* to, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) to[i] += what[i];
}

void add_to(const float* what, float* to, std::int64_t count) {
  at::parallel_for(0, count, 1 << 15, [&](std::int64_t begin, std::int64_t end) {
    add_piece(what + begin, to + begin, end - begin);
  });
}

/// Buffers that are taken and given back, best fit first, and how large each must be.
class Lending {
 public:
  explicit Lending(std::size_t first) : first_(first) {}

  std::size_t take(std::int64_t floats) {
    auto best = free_.end();
    for (auto it = free_.begin(); it != free_.end(); ++it)
      if (best == free_.end() || fit(*it, floats) < fit(*best, floats)) best = it;
    if (best == free_.end()) {
      sizes_.push_back(floats);
      return first_ + sizes_.size() - 1;
    }
    const auto buffer = *best;
    free_.erase(best);
    sizes_[buffer - first_] = std::max(sizes_[buffer - first_], floats);
    return buffer;
  }
  void give_back(std::size_t buffer) { free_.push_back(buffer); }
  const std::vector<std::int64_t>& sizes() const { return sizes_; }

 private:
  /// What is wasted of it, or has to be added to it.
  std::int64_t fit(std::size_t buffer, std::int64_t floats) const {
    return std::abs(sizes_[buffer - first_] - floats);
  }

  std::size_t first_;
  std::vector<std::int64_t> sizes_;
  std::vector<std::size_t> free_;
};

}  // namespace

void Arena::make_room(std::size_t buffer, std::int64_t floats) {
  if (buffer >= buffers_.size()) buffers_.resize(buffer + 1);
  auto& tensor = buffers_[buffer];
  if (!tensor.defined() || tensor.numel() < floats) tensor = torch::empty({floats});
}

Program::Program(const PictureGraph& graph, const dnnl::memory::dims& pictures, bool trains,
                 Arena& arena)
    : graph_(graph), arena_(arena), trains_(trains), layouts_{plain_layout(pictures)} {
  const auto& nodes = graph.nodes();
  wants_gradient_.assign(nodes.size() + 1, false);
  readers_.assign(nodes.size() + 1, 0);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    std::vector<Layout> inputs;
    bool any_wanted = false;
    for (const auto input : nodes[i].inputs) {
      inputs.push_back(layouts_[input]);
      any_wanted = any_wanted || wants_gradient_[input];
      ++readers_[input];
    }
    const auto purpose = !trains      ? Purpose::evaluation
                         : any_wanted ? Purpose::training
                                      : Purpose::first;
    works_.push_back(nodes[i].operation->prepare(inputs, purpose));
    layouts_.push_back(works_.back()->output());
    wants_gradient_[i + 1] = any_wanted || nodes[i].operation->learns();
  }
  if (trains) {
    place_values();
    plan_gradients();
  } else {
    place_passing_values();
  }
  const auto steps = steps_of(layouts_.back());
  const auto planes = planes_layout({steps.count, steps.channels, steps.height, steps.width});
  out_ = std::make_unique<Copy>(layouts_.back(), planes);
  back_ = std::make_unique<Copy>(planes, layouts_.back());
}

void Program::place_values() {
  const auto& nodes = graph_.nodes();
  buffers_.assign(nodes.size() + 1, none);
  std::vector<Keeps> kept(nodes.size() + 1, Keeps::nothing);  // of a value's buffer
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& operation = *nodes[i].operation;
    const auto input = nodes[i].inputs[0];
    const bool in_place =
        input != 0 && readers_[input] == 1 && operation.can_be_in_place_after(kept[input]);
    in_place_.push_back(in_place);
    buffers_[i + 1] = in_place ? buffers_[input] : buffer_count_++;
    kept[i + 1] = in_place ? std::max(kept[input], operation.keeps()) : operation.keeps();
    arena_.make_room(buffers_[i + 1], room_of(layouts_[i + 1]));
  }
}

void Program::place_passing_values() {
  const auto& nodes = graph_.nodes();
  buffers_.assign(nodes.size() + 1, none);
  Lending lending(0);
  auto left = readers_;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto first = nodes[i].inputs[0];
    const bool in_place =
        first != 0 && left[first] == 1 && nodes[i].operation->can_be_in_place_after(Keeps::nothing);
    buffers_[i + 1] = in_place ? buffers_[first] : lending.take(room_of(layouts_[i + 1]));
    for (const auto input : nodes[i].inputs)
      if (--left[input] == 0 && input != 0 && !(in_place && input == first))
        lending.give_back(buffers_[input]);
  }
  for (std::size_t i = 0; i < lending.sizes().size(); ++i) arena_.make_room(i, lending.sizes()[i]);
}

void Program::plan_gradients() {
  const auto& nodes = graph_.nodes();
  Lending lending(buffer_count_);
  std::vector<std::size_t> of_value(nodes.size() + 1, none);
  last_gradient_ = of_value.back() = lending.take(room_of(layouts_.back()));
  for (std::size_t i = nodes.size(); i-- > 0;) {
    const auto own = of_value[i + 1];
    if (own == none || !wants_gradient_[i + 1]) continue;
    Step step{.node = i, .gradient = own};
    std::vector<std::size_t> passing{own};
    for (std::size_t k = 0; k < nodes[i].inputs.size(); ++k) {
      const auto input = nodes[i].inputs[k];
      step.targets.push_back(none);
      step.added_into.push_back(none);
      if (!wants_gradient_[input]) continue;
      auto& target = step.targets.back();
      if (k == 0 && in_place_[i]) {
        target = of_value[input] = own;
        passing.clear();
      } else if (of_value[input] == none) {
        target = of_value[input] = lending.take(room_of(layouts_[input]));
      } else {
        target = lending.take(room_of(layouts_[input]));
        step.added_into.back() = of_value[input];
        passing.push_back(target);
      }
    }
    for (const auto buffer : passing) lending.give_back(buffer);
    steps_.push_back(std::move(step));
  }
  for (std::size_t i = 0; i < lending.sizes().size(); ++i)
    arena_.make_room(buffer_count_ + i, lending.sizes()[i]);
}

const float* Program::value(Value value, const float* pictures) const {
  return value == 0 ? pictures : arena_.at(buffers_[value]);
}

std::vector<const float*> Program::inputs_of(std::size_t node, const float* pictures) const {
  std::vector<const float*> inputs;
  for (const auto input : graph_.nodes()[node].inputs) inputs.push_back(value(input, pictures));
  return inputs;
}

void Program::forward(const float* pictures, float* planes, const PictureTap& tap) {
  for (std::size_t i = 0; i < works_.size(); ++i) {
    const auto inputs = inputs_of(i, pictures);
    auto* output = arena_.at(buffers_[i + 1]);
    if (trains_)
      works_[i]->forward(inputs, output);
    else
      works_[i]->infer(inputs, output);
    if (tap) tap(graph_.nodes()[i].name, false);
  }
  out_->run(value(works_.size(), pictures), planes);
}

void Program::backward(const float* pictures, const float* gradient_planes, const PictureTap& tap) {
  back_->run(gradient_planes, arena_.at(last_gradient_));
  for (const auto& step : steps_) {
    std::vector<float*> targets;
    for (const auto buffer : step.targets)
      targets.push_back(buffer == none ? nullptr : arena_.at(buffer));
    works_[step.node]->backward(inputs_of(step.node, pictures), value(step.node + 1, pictures),
                                arena_.at(step.gradient), targets);
    for (std::size_t k = 0; k < targets.size(); ++k)
      if (step.added_into[k] != none)
        add_to(targets[k], arena_.at(step.added_into[k]),
               room_of(layouts_[graph_.nodes()[step.node].inputs[k]]));
    if (tap) tap(graph_.nodes()[step.node].name, true);
  }
}

}  // namespace mlday::fused
