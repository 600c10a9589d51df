#include "models/pretrained.h"

#include <torch/utils.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/text.h"
#include "models/weights.h"
#include "tensors/shape.h"

namespace mlday {
namespace {

/// The network's name for a tensor of the file: the longest front that `rename` knows is replaced.
std::string renamed(const std::string& name, const std::map<std::string, std::string>& rename) {
  std::string result = name;
  std::size_t longest = 0;
  for (const auto& [from, to] : rename)
    if (name.starts_with(from) && from.size() >= longest) {
      longest = from.size();
      result = to + name.substr(from.size());
    }
  return result;
}

bool fits_any(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const auto& pattern) { return pattern_fits(pattern, name); });
}

bool chosen(const PretrainedSettings& settings, const std::string& name) {
  return (settings.only.empty() || fits_any(settings.only, name)) &&
         !fits_any(settings.except, name);
}

/// PyTorch counts batches for batch norm; older files do not have it, and nothing depends on it.
bool may_be_missing(const std::string& name) { return name.ends_with("num_batches_tracked"); }

void refuse_broken(const TensorView& view, const std::string& path) {
  const auto tensor = tensor_of(view);
  if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
    throw Error(path + ": tensor `" + view.name + "` has values that are infinite or nan");
}

/// A tensor that does not fit, and what is wrong.
struct Misfit {
  std::string name, what;
};

/// What weights.except must be for none of these to be loaded and all that fits: a layer where
/// nothing of it fits, else the tensor.
std::string without(const std::vector<Misfit>& wrong, const std::vector<std::string>& fitting,
                    std::vector<std::string> except) {
  for (const auto& [name, what] : wrong) {
    const auto layer = name.substr(0, name.rfind('.'));
    const bool is_all_wrong =
        std::none_of(fitting.begin(), fitting.end(),
                     [&](const std::string& other) { return pattern_fits(layer, other); });
    if (!fits_any(except, name)) except.push_back(is_all_wrong ? layer : name);
  }
  return "[" + join(except, ", ") + "]";
}

/// What mlday's own files say beside their weights.
std::vector<std::string> class_names_in(const SafetensorsFile& file) {
  const auto text = file.metadata().find("class_names");
  if (text == file.metadata().end()) return {};
  const auto json = nlohmann::json::parse(text->second, nullptr, /*allow_exceptions=*/false);
  const auto is_text = [](const nlohmann::json& name) { return name.is_string(); };
  if (!json.is_array() || !std::all_of(json.begin(), json.end(), is_text)) return {};
  return json.get<std::vector<std::string>>();
}

/// A pattern that fits none of the names, the model's or the file's, is a slip.
void refuse_idle_patterns(const PretrainedSettings& settings,
                          const std::vector<std::string>& names) {
  for (const auto& [key, patterns] :
       {std::pair{"weights.only", &settings.only}, {"weights.except", &settings.except}})
    for (const auto& pattern : *patterns) {
      if (std::any_of(names.begin(), names.end(),
                      [&](const auto& name) { return fits_any({pattern}, name); }))
        continue;
      const auto meant = nearest(pattern, names);
      throw usage_error("`" + std::string(key) + "` has `" + pattern +
                        "`, which fits no tensor of the model or the file" +
                        (meant ? ": did you mean `" + *meant + "`?"
                               : "; `mlday inspect` shows the layers' names"));
    }
}

/// The first few of what does not fit, a line each.
void refuse(const std::vector<Misfit>& wrong, const std::vector<std::string>& fitting,
            const PretrainedSettings& settings, const std::string& path) {
  if (wrong.empty()) return;
  constexpr std::size_t shown = 10;
  std::string text = path + " does not fit the model:";
  for (std::size_t i = 0; i < std::min(shown, wrong.size()); ++i)
    text += "\n  `" + wrong[i].name + "` " + wrong[i].what;
  if (wrong.size() > shown) text += "\n  and " + std::to_string(wrong.size() - shown) + " more";
  text += "\nGive other names by weights.rename, choose by weights.only";
  text +=
      wrong.size() <= shown && !fitting.empty()
          ? ", or leave these out by weights.except: " + without(wrong, fitting, settings.except)
          : " and weights.except, or set weights.strict: false to load what fits";
  throw usage_error(text);
}

}  // namespace

const Spec<PretrainedSettings>& pretrained_spec() {
  static const auto spec =
      Spec<PretrainedSettings>("weights", "Weights to begin with.")
          .required(
              "file", &PretrainedSettings::file, anything(),
              "A safetensors file, below the data folder; scripts/pth_to_safetensors.py makes "
              "one of a PyTorch file.")
          .elsewhere({"path", "checkpoint"})
          .key("only", &PretrainedSettings::only, anything(),
               "Patterns of the model's names that are loaded; none means all: [features].")
          .elsewhere({"include"})
          .key("except", &PretrainedSettings::except, anything(),
               "Patterns of the model's names that are not loaded: [classifier.6].")
          .elsewhere({"exclude", "skip"})
          .key("rename", &PretrainedSettings::rename, anything(),
               "Fronts of the file's names and what stands for them here: {backbone.: ''}.")
          .key("strict", &PretrainedSettings::strict, anything(),
               "Whether all that is chosen must be on both sides, with the same shape.")
          .short_form("file");
  return spec;
}

LoadReport load_pretrained(Network& network, const PretrainedSettings& settings,
                           const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  const auto targets = weights_of(network);
  std::map<std::string, const TensorView*> views;
  LoadReport report;
  report.class_names = class_names_in(file);
  for (const auto& view : file.tensors())
    if (view.name.find('/') != std::string::npos)
      throw usage_error(path.string() +
                        " is a run's checkpoint with more in it than weights: take what `mlday "
                        "export` writes of the run");
  for (const auto& view : file.tensors())
    if (const auto name = renamed(view.name, settings.rename); !chosen(settings, name))
      report.skipped.push_back(view.name);
    else if (const auto [other, is_new] = views.emplace(name, &view); !is_new)
      throw usage_error(path.string() + ": by weights.rename both `" + other->second->name +
                        "` and `" + view.name + "` are called `" + name + "`");

  std::vector<std::string> names;
  for (const auto& [name, target] : targets) names.push_back(name);
  for (const auto& view : file.tensors()) names.push_back(renamed(view.name, settings.rename));
  refuse_idle_patterns(settings, names);

  std::vector<Misfit> wrong;
  std::vector<std::pair<torch::Tensor, const TensorView*>> pairs;
  for (const auto& [name, target] : targets) {
    const auto found = views.find(name);
    const auto* view = found == views.end() ? nullptr : found->second;
    if (view) views.erase(found);
    if (view && view->shape == target.sizes().vec()) {
      pairs.emplace_back(target, view);
      report.loaded.push_back(name);
      continue;
    }
    if (view) report.skipped.push_back(view->name);
    report.left.push_back(name);
    if (view)
      wrong.push_back({name, "is " + shape_text(view->shape) + " there, and " +
                                 shape_text(target.sizes().vec()) + " in the model"});
    else if (chosen(settings, name) && !may_be_missing(name))
      wrong.push_back({name, "is in the model, and not there"});
  }
  for (const auto& [name, view] : views) {
    report.skipped.push_back(view->name);
    wrong.push_back({name, "is there, and not in the model"});
  }
  if (settings.strict) refuse(wrong, report.loaded, settings, path.string());
  if (pairs.empty())
    throw usage_error(path.string() + " has no tensor for this model: its names begin with `" +
                      (file.tensors().empty() ? "" : file.tensors().front().name) +
                      "`, the model's with `" + targets.front().first + "`; see weights.rename");
  for (const auto& [target, view] : pairs) refuse_broken(*view, path.string());
  const torch::NoGradGuard no_grad;
  for (auto& [target, view] : pairs) target.copy_(tensor_of(*view));
  return report;
}

}  // namespace mlday
