#include "models/plan.h"

#include <algorithm>

#include "core/text.h"

namespace mlday {
namespace {

constexpr std::size_t most_layers = 100'000;
constexpr int deepest = 100;

}  // namespace

const Shape& Plan::output_at(Place place) const {
  return is_input(place) ? inputs.at(input_at(place)).shape
                         : layers.at(static_cast<std::size_t>(place)).output;
}

const std::string& Plan::name_at(Place place) const {
  return is_input(place) ? inputs.at(input_at(place)).name
                         : layers.at(static_cast<std::size_t>(place)).name;
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
  std::int64_t values = 0;
  for (const auto& input : inputs) values += element_count(with_extent(input.shape, input.longest));
  for (const auto& layer : layers)
    values += 2 * element_count(with_extent(layer.output, layer.longest));
  constexpr std::int64_t float_bytes = 4;
  return float_bytes * (batch_size * values + total().parameters * (2 + slots));
}

void Layer::plan(Planner& planner, const Choice<Layer>& self) const { planner.add_single(self); }

Planner::Scope::Scope(Planner& planner, const std::string& name)
    : planner_(planner), before_(planner.prefix_) {
  if (!name.empty()) planner.prefix_ += name + ".";
}

Planner::Planner(PlanInputs inputs, const LayerBlocks* blocks) : blocks_(blocks) {
  plan_.inputs = std::move(inputs);
}

Place Planner::input_called(const std::string& name, const Mark& mark) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plan_.inputs.size(); ++i) {
    if (plan_.inputs[i].name == name) return input_place(i);
    names.push_back("`" + plan_.inputs[i].name + "`");
  }
  throw PlanError("the data has no input `" + name + "`; there is " + join_words(names), mark);
}

Plan Planner::take() {
  if (plan_.inputs.size() == 1) return std::move(plan_);
  for (std::size_t i = 0; i < plan_.inputs.size(); ++i) {
    const auto reads = [&](const PlannedLayer& layer) {
      return std::find(layer.from.begin(), layer.from.end(), input_place(i)) != layer.from.end();
    };
    const auto& name = plan_.inputs[i].name;
    if (std::none_of(plan_.layers.begin(), plan_.layers.end(), reads))
      throw PlanError("no layer reads the input `" + name +
                          "`: begin one of several `branches` with "
                          "`input: " +
                          name + "`",
                      {});
  }
  return std::move(plan_);
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
  const auto grows = [&](Place place) {
    const auto& shape = plan_.output_at(place);
    return !shape.empty() && shape.front() == varies;
  };
  if (how == Join::concat && std::any_of(places.begin(), places.end(), grows))
    throw PlanError(
        "sequences of unequal length cannot stand one behind the other: put a layer "
        "before the join that makes one vector of all steps",
        mark);
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
  for (const auto place : layer.from)
    layer.longest = std::max(
        layer.longest, is_input(place) ? plan_.inputs[input_at(place)].longest
                                       : plan_.layers[static_cast<std::size_t>(place)].longest);
  try {
    if (layer.layer && is_varying(layer.input) && !layer.layer->takes_varying())
      throw Error("it needs inputs of one size, and its input, " + shape_text(layer.input) +
                  ", varies from sample to sample: before it, make one vector of all steps (a "
                  "recurrent layer with return_sequences: false, or `permute: [2, 1]` and "
                  "`global_avg_pool1d`)");
    layer.output = layer.layer ? layer.layer->output(layer.input) : layer.input;
    element_count(with_extent(layer.output, layer.longest));
    if (layer.layer) layer.cost = layer.layer->cost(with_extent(layer.input, layer.longest));
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

Plan plan_layers(const LayerList& layers, const PlanInputs& inputs, const LayerBlocks* blocks) {
  Planner planner(inputs, blocks);
  planner.add(layers);
  return planner.take();
}

}  // namespace mlday
