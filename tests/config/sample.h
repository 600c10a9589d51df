// A small config of its own for the tests of reading: every codec, sections, and both sorts of
// rosters.
#pragma once

#include <string>
#include <vector>

#include "config/reader.h"
#include "config/roster.h"
#include "config/spec.h"
#include "config/yaml.h"

namespace sample {

using namespace mlday;

// Chosen by the key `name`.
struct Optimizer {
  virtual ~Optimizer() = default;
  double lr = .01;
};
struct Sgd : Optimizer {
  double momentum = 0;
  bool nesterov = false;
  bool fused = true;
};
struct Adam : Optimizer {
  std::array<double, 2> betas{.9, .999};
};

inline const Spec<Optimizer>& optimizer_spec() {
  static const auto spec = Spec<Optimizer>("optimizer", "All optimizers.")
                               .key("lr", &Optimizer::lr, positive(), "Learning rate.")
                               .elsewhere({"learning_rate"});
  return spec;
}

inline const Roster<Optimizer>& optimizers() {
  static const auto sgd =
      Spec<Sgd>("sgd", "Steps down the gradient.")
          .inherits(optimizer_spec)
          .key("momentum", &Sgd::momentum, from_to_below(0, 1), "Share of the last step.")
          .key("nesterov", &Sgd::nesterov, anything(), "Looks ahead.")
          .key("fused", &Sgd::fused, anything(), "Saves memory traffic.")
          .no_effect_on_results();
  static const auto adam = Spec<Adam>("adam", "Steps scaled by the gradient's history.")
                               .inherits(optimizer_spec)
                               .key("betas", &Adam::betas, from_to_below(0, 1), "Decay rates.");
  static const Roster<Optimizer> roster("optimizer", "name", "",
                                        {kind_of<Optimizer>(sgd), kind_of<Optimizer>(adam)});
  return roster;
}

// Chosen by their own key, in lists.
struct Layer {
  virtual ~Layer() = default;
};
struct Conv : Layer {
  std::int64_t out_channels = 0;
  Size2 kernel_size{3, 3};
  std::string padding = "valid";
};
struct Dropout : Layer {
  double p = .5;
  bool inplace = false;
};
struct Relu : Layer {};
struct Repeat : Layer {
  std::int64_t repeat = 1;
  std::vector<Choice<Layer>> layers;
};

inline const Roster<Layer>& layers() {
  static const auto conv =
      Spec<Conv>("conv2d", "Convolution.")
          .also_called({"Convolution2D"})
          .not_here({"in_channels"}, "leave it out: it follows from the layer before")
          .required("out_channels", &Conv::out_channels, at_least(1), "Number of filters.")
          .elsewhere({"filters"})
          .key("kernel_size", &Conv::kernel_size, at_least(1), "Size of the window.")
          .key("padding", &Conv::padding, one_of({"valid", "same"}), "What is beyond the edge.")
          .short_form("out_channels");
  static const auto dropout = Spec<Dropout>("dropout", "Zeroes values.")
                                  .key("p", &Dropout::p, between(0, 1), "Probability.")
                                  .key("inplace", &Dropout::inplace, anything(), "Saves memory.")
                                  .short_form("p");
  static const auto relu = Spec<Relu>("relu", "Rectifies.");
  static const auto repeat = Spec<Repeat>("repeat", "The same several times.")
                                 .key("repeat", &Repeat::repeat, between(1, 10), "How often.")
                                 .list("layers", &Repeat::layers, layers, "What is repeated.")
                                 .keys_beside_name();
  static const Roster<Layer> roster("layer", "", "",
                                    {kind_of<Layer>(conv), kind_of<Layer>(dropout),
                                     kind_of<Layer>(relu), kind_of<Layer>(repeat)});
  return roster;
}

// Nested sections.
struct Stopping {
  std::int64_t patience = 0;
  std::optional<double> baseline;
};
struct Training {
  std::int64_t epochs = 10;
  std::int64_t num_workers = 2;
};

inline const Spec<Stopping>& stopping_spec() {
  static const auto spec =
      Spec<Stopping>("early_stopping", "When to stop.")
          .key("patience", &Stopping::patience, at_least(0), "Epochs to wait.")
          .key("baseline", &Stopping::baseline, anything(), "What must be reached.")
          .short_form("patience");
  return spec;
}

inline const Spec<Training>& training_spec() {
  static const auto spec = Spec<Training>("training", "How long.")
                               .key("epochs", &Training::epochs, at_least(1), "Passes.")
                               .key("num_workers", &Training::num_workers, at_least(0), "Threads.")
                               .no_effect_on_results();
  return spec;
}

struct Config {
  std::string title = "untitled";
  std::optional<std::int64_t> day;
  double scale = 1;
  Choice<Optimizer> optimizer;
  std::vector<Choice<Layer>> layers;
  Training training;
  std::optional<Stopping> early_stopping;
  Figures journal;
};

inline const Spec<Config>& config_spec() {
  static const auto spec =
      Spec<Config>("config", "A sample.")
          .key("title", &Config::title, anything(), "What it is.")
          .no_effect_on_results()
          .key("day", &Config::day, at_least(1), "Which day.")
          .key("scale", &Config::scale, anything(), "Any number.")
          .choice("optimizer", &Config::optimizer, optimizers, "How to step.")
          .list("layers", &Config::layers, sample::layers, "The network.")
          .section("training", &Config::training, training_spec, "How long.")
          .optional_section("early_stopping", &Config::early_stopping, stopping_spec,
                            "When to stop.")
          .key("journal", &Config::journal, between(0, 1), "Figures to compare with.");
  return spec;
}

inline std::shared_ptr<const Source> source_of(const std::string& text) {
  return std::make_shared<Source>(Source{"a.yaml", text});
}

struct Outcome {
  Config config;
  Node tree;
  Problems problems;

  std::size_t errors() const { return problems.list().size(); }
  /// The only problem's text; otherwise how many there are.
  std::string error() const {
    return errors() == 1 ? problems.list().front().str() : std::to_string(errors()) + " errors";
  }
};

/// Reads a node that may already have problems.
inline Outcome read_node(const Node& node, Problems problems = {}) {
  Outcome outcome;
  outcome.problems = std::move(problems);
  Reader reader(outcome.problems);
  outcome.tree = config_spec().read(node, &outcome.config, reader);
  return outcome;
}

inline Outcome read(const std::string& text) {
  Problems problems;
  const Node node = parse_yaml(source_of(text), problems);
  return read_node(node, std::move(problems));
}

/// The least that a config must say.
inline const std::string minimal = "optimizer: adam\nlayers: [relu]\n";

/// Reads `text` below a minimal config, so that its first line is the third.
inline Outcome read_below_minimal(const std::string& text) { return read(minimal + text); }

template <class Kind, class Base>
const Kind& as(const Choice<Base>& choice) {
  return dynamic_cast<const Kind&>(*choice);
}

}  // namespace sample
