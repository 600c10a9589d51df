// What the torch library's tests share: settings from YAML, tensors by formula, PyTorch's figures.
// Brings catch.h too, after LibTorch, whose CHECK it replaces: a test includes no catch.h of its
// own.
#pragma once

#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "config/roster.h"
#include "config/yaml.h"
#include "core/file.h"
#include "core/temporary_folder.h"
#include "data/dataset.h"
#include "tensors/shape.h"

#include "catch.h"

namespace mlday::test {

inline Node parsed(const std::string& yaml) {
  Problems problems;
  Node node = parse_yaml(std::make_shared<Source>(Source{"test", yaml}), problems);
  problems.throw_errors();
  return node;
}

/// A kind with its settings, as a config writes it: `{name: sgd, momentum: .9}`.
template <class Base>
Choice<Base> chosen(const Roster<Base>& roster, const std::string& yaml) {
  Problems problems;
  Reader reader(problems);
  Choice<Base> choice;
  roster.read(parsed(yaml), choice, reader);
  problems.throw_errors();
  return choice;
}

/// Settings of a section, as a config writes it.
template <class T>
T settings_of(const Spec<T>& spec, const std::string& yaml) {
  Problems problems;
  Reader reader(problems);
  T settings;
  spec.read(parsed(yaml), &settings, reader);
  problems.throw_errors();
  return settings;
}

/// scale * sin(1.3 * i + phase) for the i-th element, in float64, as in the oracle script.
inline torch::Tensor wave(const Shape& shape, double phase, double scale = 1) {
  auto values = torch::empty({element_count(shape)}, torch::kFloat64);
  for (std::int64_t i = 0; i < values.numel(); ++i)
    values.data_ptr<double>()[i] = scale * std::sin(1.3 * static_cast<double>(i) + phase);
  return values.reshape(shape);
}

/// The figures that scripts/oracle/make_torch_figures.py wrote.
inline nlohmann::json figures(const std::string& name) {
  return nlohmann::json::parse(read_file(std::filesystem::path(MLDAY_FIGURES) / (name + ".json")));
}

/// The largest difference from the expected numbers, relative to the largest of them; infinite
/// where there is not the same number of them, NaN where one is NaN.
inline double deviation(const torch::Tensor& tensor, const std::vector<double>& expected) {
  const auto values = tensor.detach().to(torch::kFloat64).contiguous().flatten();
  if (values.numel() != static_cast<std::int64_t>(expected.size())) return INFINITY;
  double largest = 0, difference = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double off = std::abs(values.data_ptr<double>()[i] - expected[i]);
    if (std::isnan(off)) return NAN;
    difference = std::max(difference, off);
    largest = std::max(largest, std::abs(expected[i]));
  }
  return difference / largest;
}

inline bool same_bits(const torch::Tensor& a, const torch::Tensor& b) {
  return a.scalar_type() == b.scalar_type() && torch::equal(a, b);
}

/// Tensors as a dataset: sample i is inputs[i] with the class targets[i].
class TensorDataset : public Dataset {
 public:
  TensorDataset(torch::Tensor inputs, torch::Tensor targets, std::vector<std::int64_t> groups = {})
      : inputs_(std::move(inputs)), targets_(std::move(targets)), groups_(std::move(groups)) {}

  std::int64_t size() const override { return inputs_.size(0); }
  Sample get(std::int64_t index) const override { return {inputs_[index], targets_[index]}; }
  std::int64_t label(std::int64_t index) const override {
    return targets_[index].item<std::int64_t>();
  }
  std::int64_t group(std::int64_t index) const override {
    return groups_.empty() ? index : groups_.at(static_cast<std::size_t>(index));
  }
  std::string name(std::int64_t index) const override { return "row " + std::to_string(index); }

 private:
  torch::Tensor inputs_, targets_;
  std::vector<std::int64_t> groups_;
};

/// What is wrong with the documentation of a spec and of the sections in it, a line each; empty if
/// nothing is.
inline std::string documentation_gaps(const AnySpec& spec, const std::string& path) {
  std::string gaps;
  std::set<std::string> seen;
  for (const auto& key : spec.keys()) {
    const auto place = path + "." + key.name;
    if (key.name.empty()) gaps += path + " has a key without a name\n";
    if (key.sentence.empty()) gaps += place + " has no sentence\n";
    if (key.type.empty()) gaps += place + " has no type\n";
    if (!seen.insert(key.name).second) gaps += place + " is declared twice\n";
    if (key.section) gaps += documentation_gaps(key.section(), place);
  }
  if (!spec.short_form().empty() && !spec.find(spec.short_form()))
    gaps += path + "'s short form is no key of it\n";
  return gaps;
}

/// The same over all kinds of a roster, which must have different names and summaries.
inline std::string documentation_gaps(const AnyRoster& roster) {
  std::string gaps;
  std::set<std::string> names;
  if (roster.specs().empty()) gaps += "no " + roster.noun() + " at all\n";
  for (const auto* spec : roster.specs()) {
    if (spec->summary().empty()) gaps += spec->name() + " has no summary\n";
    if (!names.insert(spec->name()).second) gaps += spec->name() + " is there twice\n";
    gaps += documentation_gaps(*spec, roster.noun() + "." + spec->name());
  }
  if (!roster.default_kind().empty() && !roster.find(roster.default_kind()))
    gaps += "the default " + roster.noun() + " is none of them\n";
  return gaps;
}

}  // namespace mlday::test
