#include "data/arrays/array_files.h"

#include "config/setting_error.h"
#include "core/text.h"
#include "data/arrays/array_dataset.h"

namespace mlday {
namespace fs = std::filesystem;

const Spec<ArrayFileSettings>& array_file_spec() {
  static const auto spec =
      Spec<ArrayFileSettings>("dataset", "")
          .required("file", &ArrayFileSettings::file, anything(),
                    "File of the training data below root.")
          .required("inputs", &ArrayFileSettings::inputs, anything(),
                    "Name of the training inputs in it, [samples, ...].")
          .required("targets", &ArrayFileSettings::targets, anything(),
                    "Name of the training targets.")
          .key("test_file", &ArrayFileSettings::test_file, anything(),
               "File of the test data; null takes `file`.")
          .key("test_inputs", &ArrayFileSettings::test_inputs, anything(),
               "Name of the test inputs; null has no test part.")
          .key("test_targets", &ArrayFileSettings::test_targets, anything(),
               "Name of the test targets.")
          .key("layout", &ArrayFileSettings::layout, one_of({"channels_last", "channels_first"}),
               "Whether pictures are [samples, H, W, channels] or [samples, channels, H, W].")
          .key("target_kind", &ArrayFileSettings::target_kind,
               one_of({"auto", "classes", "numbers"}),
               "What targets are; auto takes whole numbers from 0 on for classes.")
          .key("classes", &ArrayFileSettings::classes, anything(),
               "The classes' names, by number; where empty, their numbers.")
          .elsewhere({"class_names"})
          .inherits(picture_spec)
          .inherits(data_root_spec)
          .inherits(loader_spec);
  return spec;
}

void check_claim(double claimed, const fs::path& path, const std::string& name, bool compressed) {
  constexpr double best_ratio = 1032;  // deflate's
  const auto there = static_cast<double>(fs::file_size(path)) * (compressed ? best_ratio : 1);
  if (claimed > there)
    throw Error(path.string() + " claims " + rounded(claimed, 4) + " bytes for `" + name +
                "`, more than it can hold: it is cut off or broken");
}

namespace {

/// Whole numbers from 0 on, not too many of them.
bool looks_like_classes(const torch::Tensor& values) {
  constexpr double most_classes = 1000;
  const auto numbers = values.to(torch::kFloat64);
  return numbers.numel() > 0 && numbers.eq(numbers.round()).all().item<bool>() &&
         numbers.min().item<double>() >= 0 && numbers.max().item<double>() < most_classes;
}

/// Pictures as bytes [samples, channels, H, W], everything else as floats.
torch::Tensor as_inputs(const torch::Tensor& array, const std::string& layout) {
  const bool are_pictures =
      array.scalar_type() == torch::kUInt8 && (array.dim() == 3 || array.dim() == 4);
  if (!are_pictures) return array.to(torch::kFloat32);
  if (array.dim() == 3) return array.unsqueeze(1);
  if (array.dim() == 4 && layout == "channels_last")
    return array.permute({0, 3, 1, 2}).contiguous();
  return array;
}

/// Refuses what would make every loss nan.
void check_finite(const torch::Tensor& values, const fs::path& path, const std::string& name) {
  if (!values.is_floating_point()) return;
  const auto broken = values.isfinite().logical_not().flatten(1).any(1).nonzero();
  if (broken.size(0) == 0) return;
  throw Error(path.string() + ": `" + name + "` has numbers that are infinite or nan in " +
              counted(broken.size(0), "sample") + ", the first is sample " +
              std::to_string(broken[0].item<std::int64_t>()));
}

}  // namespace

DatasetPtr ArrayFileSettings::part(const fs::path& path, const ArrayName& input,
                                   const ArrayName& target, DataFacts& facts) const {
  const auto& [input_name, input_key] = input;
  const auto& [target_name, target_key] = target;
  const auto samples = as_inputs(read(path, input), layout);
  auto values = read(path, target);
  const auto refused = [&](const std::string& key, const std::string& what) {
    return SettingError(key, path.string() + ": " + what);
  };
  if (samples.dim() < 2 || samples.size(0) == 0)
    throw refused(input_key, "`" + input_name + "` is no array of samples");
  // Targets may come as a row or a column of numbers.
  if (values.numel() == samples.size(0)) values = values.reshape({samples.size(0), 1});
  if (values.dim() != 2 || values.size(0) != samples.size(0))
    throw refused(target_key, "`" + target_name + "` does not have a target for each of the " +
                                  with_commas(samples.size(0)) + " samples of `" + input_name +
                                  "`");
  check_finite(samples, path, input_name);
  check_finite(values, path, target_name);
  const bool are_classes =
      target_kind == "classes" || (target_kind == "auto" && values.size(1) == 1 &&
                                   facts.target_names.empty() && looks_like_classes(values));
  facts.input().shape = samples.sizes().slice(1).vec();
  if (samples.scalar_type() == torch::kUInt8) {
    const auto channels = samples.size(1);
    if (channels != 1 && channels != 3)
      throw refused("dataset.layout",
                    "the pictures of `" + input_name + "` have " + std::to_string(channels) +
                        " channels where 1 or 3 are expected: dataset.layout is " + layout);
    facts.input().channels = channels == 1 ? "grey" : "RGB";
  }
  if (!are_classes) {
    facts.target_names.clear();
    for (std::int64_t i = 0; i < values.size(1); ++i)
      facts.target_names.push_back(values.size(1) == 1 ? target_name
                                                       : target_name + "_" + std::to_string(i));
    return std::make_shared<ArrayDataset>(samples, values.to(torch::kFloat32), path.string());
  }
  if (!looks_like_classes(values) || values.size(1) != 1)
    throw refused(target_key,
                  "`" + target_name + "` holds no classes: those are whole numbers from 0 on");
  const auto labels = values.flatten().to(torch::kInt64);
  const auto largest = labels.max().item<std::int64_t>();
  if (facts.class_names.empty()) facts.class_names = numbered_classes(largest + 1);
  if (largest >= static_cast<std::int64_t>(facts.class_names.size()))
    throw refused("dataset.classes", "`" + target_name + "` has the class " +
                                         std::to_string(largest) + ", but there are only " +
                                         std::to_string(facts.class_names.size()) +
                                         ": name all of them in dataset.classes");
  return std::make_shared<ArrayDataset>(samples, labels, path.string());
}

LoadedData ArrayFileSettings::load(const LoadRequest& request) const {
  const bool finds_training = request.finds_training() || !test_inputs;
  const auto& first = finds_training ? file : test_file.value_or(file);
  const auto folder = folder_with(request.place, root, first);
  const auto path = existing_file(folder, first, "dataset.file");
  LoadedData data;
  data.root = folder;
  data.origin = path.string();
  data.facts.class_names = request.known      ? request.known->class_names
                           : !classes.empty() ? classes
                                              : names_in(path);
  if (finds_training)
    data.train = part(path, {inputs, "dataset.inputs"}, {targets, "dataset.targets"}, data.facts);
  else
    data.facts.target_names = request.known->target_names;
  if (test_inputs) {
    if (!test_targets)
      throw SettingError("dataset.test_inputs",
                         "dataset.test_inputs is given, but not dataset.test_targets");
    const auto shape = data.facts.input().shape;
    data.test = part(existing_file(folder, test_file.value_or(file), "dataset.test_file"),
                     {*test_inputs, "dataset.test_inputs"}, {*test_targets, "dataset.test_targets"},
                     data.facts);
    if (finds_training && data.facts.input().shape != shape)
      throw SettingError("dataset.test_inputs",
                         "the test inputs have another shape than those for training");
  } else if (test_file || test_targets) {
    throw SettingError(test_file ? "dataset.test_file" : "dataset.test_targets",
                       "dataset.test_inputs is not given: there would be no test part");
  }
  return data;
}

}  // namespace mlday
