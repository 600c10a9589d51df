#include "models/plan.h"

#include <algorithm>

#include "core/text.h"

namespace mlday {
namespace {

constexpr std::size_t most_layers = 100'000;
constexpr int deepest = 100;

}  // namespace

std::string shape_text(const Shape& shape) {
  std::vector<std::string> extents;
  for (const auto extent : shape) extents.push_back(std::to_string(extent));
  return join(extents, " x ");
}

std::int64_t product(const std::vector<std::int64_t>& sizes) {
  constexpr auto most = std::int64_t{1} << 40;
  std::int64_t count = 1;
  for (const auto size : sizes)
    if (__builtin_mul_overflow(count, size, &count) || count > most)
      throw Error("it would hold " +
                  join(
                      [&] {
                        std::vector<std::string> texts;
                        for (const auto each : sizes) texts.push_back(std::to_string(each));
                        return texts;
                      }(),
                      " x ") +
                  " numbers, more than any machine can");
  return count;
}

const Shape& Plan::output_at(Place place) const {
  return place == network_input ? input : layers.at(static_cast<std::size_t>(place)).output;
}

LayerCost Plan::total() const {
  LayerCost sum;
  for (const auto& layer : layers) {
    sum.parameters += layer.cost.parameters;
    sum.statistics += layer.cost.statistics;
    sum.multiply_adds += layer.cost.multiply_adds;
  }
  return sum;
}

std::int64_t Plan::training_bytes(std::int64_t batch_size, std::int64_t slots) const {
  std::int64_t values = element_count(input);
  for (const auto& layer : layers) values += 2 * element_count(layer.output);
  constexpr std::int64_t float_bytes = 4;
  return float_bytes * (batch_size * values + total().parameters * (2 + slots));
}

void Layer::plan(Planner& planner, const Choice<Layer>& self) const { planner.add_single(self); }

Planner::Scope::Scope(Planner& planner, const std::string& name)
    : planner_(planner), before_(planner.prefix_) {
  if (!name.empty()) planner.prefix_ += name + ".";
}

Planner::Planner(Shape input, const LayerBlocks* blocks) : blocks_(blocks) {
  plan_.input = std::move(input);
}

void Planner::add(const LayerList& layers) {
  for (const auto& layer : layers) add(layer);
}

void Planner::add(const Choice<Layer>& layer) {
  if (++depth_ > deepest)
    throw PlanError("layers are nested more than " + std::to_string(deepest) +
                        " deep: does a block contain itself?",
                    layer.mark());
  layer->plan(*this, layer);
  --depth_;
}

void Planner::add_single(const Choice<Layer>& layer) {
  put({.kind = layer.kind(),
       .layer = layer.settings(),
       .mark = layer.mark(),
       .from = {here_},
       .input = shape(),
       .frozen = layer->freeze},
      layer->name);
}

void Planner::join(Join how, std::vector<Place> places, const Mark& mark) {
  Shape joined = plan_.output_at(places.front());
  std::vector<std::string> texts;
  bool fits = true;
  if (how == Join::concat && joined.empty()) fits = false;
  for (const auto place : places) texts.push_back(shape_text(plan_.output_at(place)));
  for (std::size_t i = 1; i < places.size(); ++i) {
    Shape other = plan_.output_at(places[i]);
    if (how == Join::concat && fits && !other.empty()) {
      joined[0] += other[0];
      other[0] = joined[0];
    }
    fits = fits && other == joined;
  }
  if (!fits)
    throw PlanError(how == Join::add
                        ? "the values to be added differ in shape: " + join_words(texts) +
                              ": give the shortcut a 1x1 convolution with the body's out_channels "
                              "and stride"
                        : "the branches' outputs differ in more than channels: " +
                              join_words(texts) + ": give them the same strides, and padding: same",
                    mark);
  put({.kind = how == Join::add ? "add" : "concat",
       .mark = mark,
       .join = how,
       .from = std::move(places),
       .input = joined},
      "");
}

std::optional<std::string> Planner::clashing(const std::string& name) const {
  for (const auto& other : names_)
    if (name.starts_with(other + ".") || other.starts_with(name + ".")) return other;
  return std::nullopt;
}

std::string Planner::unique_name(const PlannedLayer& layer, const std::string& own_name) {
  if (own_name.empty()) {
    std::string name;
    do name = prefix_ + layer.kind + "_" + std::to_string(++count_of_kind_[prefix_ + layer.kind]);
    while (names_.contains(name) || clashing(name));
    return name;
  }
  const auto parts = split(own_name, '.');
  if (std::any_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); }) ||
      own_name.find('/') != std::string::npos)
    throw PlanError("a layer cannot be called `" + own_name +
                        "`: a name is words with dots between them, and no slash",
                    layer.mark);
  if (names_.contains(prefix_ + own_name))
    throw PlanError("two layers are called `" + prefix_ + own_name + "`: names must differ",
                    layer.mark);
  const auto name = prefix_ + own_name;
  if (const auto other = clashing(name))
    throw PlanError("the layers `" + *other + "` and `" + name +
                        "` cannot be told apart: one is called as the front of the other",
                    layer.mark);
  return name;
}

void Planner::put(PlannedLayer layer, const std::string& own_name) {
  if (plan_.layers.size() == most_layers)
    throw PlanError("the network has more than " + std::to_string(most_layers) + " layers",
                    layer.mark);
  layer.name = unique_name(layer, own_name);
  names_.insert(layer.name);
  try {
    layer.output = layer.layer ? layer.layer->output(layer.input) : layer.input;
    element_count(layer.output);
    if (layer.layer) layer.cost = layer.layer->cost(layer.input);
  } catch (const PlanError&) {
    throw;
  } catch (const Error& error) {
    throw PlanError("layer " + std::to_string(plan_.layers.size() + 1) + ", `" + layer.name +
                        "`: " + error.what(),
                    layer.mark);
  }
  here_ = static_cast<Place>(plan_.layers.size());
  plan_.layers.push_back(std::move(layer));
}

Plan plan_layers(const LayerList& layers, const Shape& input, const LayerBlocks* blocks) {
  Planner planner(input, blocks);
  planner.add(layers);
  return planner.take();
}

}  // namespace mlday
