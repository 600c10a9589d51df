#include "data/arrays/array_files.h"

#include <algorithm>
#include <limits>
#include <set>

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
               "Whether pictures (arrays of four dimensions) are [samples, H, W, channels] or "
               "[samples, channels, H, W].")
          .key("target_kind", &ArrayFileSettings::target_kind,
               one_of({"auto", "classes", "numbers"}),
               "What targets are; auto takes whole numbers from 0 on, and texts, for classes. With "
               "classes, rows of zeros with a single one are classes too.")
          .key("first_class", &ArrayFileSettings::first_class, between(0, 1000),
               "The number that classes count from: 1 in many MATLAB files.")
          .key("classes", &ArrayFileSettings::classes, anything(),
               "The classes' names, by number; where empty, their numbers.")
          .elsewhere({"class_names"})
          .inherits(picture_spec)
          .inherits(data_root_spec)
          .inherits(loader_spec);
  return spec;
}

namespace {

/// (PyTorch has no unsigned integers of 16 or 32 bits: they are read as signed ones and widened.)
torch::ScalarType scalar_of(NumberType type) {
  switch (type) {
    case NumberType::int8:
      return torch::kInt8;
    case NumberType::uint8:
      return torch::kUInt8;
    case NumberType::int16:
    case NumberType::uint16:
      return torch::kInt16;
    case NumberType::int32:
    case NumberType::uint32:
      return torch::kInt32;
    case NumberType::int64:
      return torch::kInt64;
    case NumberType::float32:
      return torch::kFloat32;
    default:
      return torch::kFloat64;
  }
}

torch::Tensor widened(const torch::Tensor& values, NumberType type) {
  if (type == NumberType::uint16) return values.to(torch::kInt64).bitwise_and(std::int64_t{0xFFFF});
  if (type == NumberType::uint32)
    return values.to(torch::kInt64).bitwise_and(std::int64_t{0xFFFFFFFF});
  return values;
}

}  // namespace

ArrayValues values_of(const std::function<StoredArray(const MakeRoom&)>& read) {
  torch::Tensor numbers;
  NumberType type = NumberType::float64;
  auto stored = read([&](NumberType found, const std::vector<std::int64_t>& extents) {
    type = found;
    numbers = torch::empty(extents, scalar_of(found));
    return numbers.data_ptr();
  });
  if (numbers.defined()) numbers = widened(numbers, type);
  return {.numbers = numbers, .white = stored.white, .texts = std::move(stored.texts)};
}

namespace {

/// Whole numbers from 0 on, not too many of them.
bool looks_like_classes(const torch::Tensor& values) {
  constexpr double most_classes = 1000;
  const auto numbers = values.to(torch::kFloat64);
  return numbers.numel() > 0 && numbers.eq(numbers.round()).all().item<bool>() &&
         numbers.min().item<double>() >= 0 && numbers.max().item<double>() < most_classes;
}

/// Rows [N, classes] of zeros with a single one, as Keras' to_categorical makes them.
bool are_one_hot(const torch::Tensor& values) {
  return values.size(1) > 1 && values.eq(0).logical_or(values.eq(1)).all().item<bool>() &&
         values.sum(1).eq(1).all().item<bool>();
}

/// Pictures as [samples, channels, H, W], of bytes as bytes and of 16 bits from 0 to 1; everything
/// else as it is, in float64.
torch::Tensor as_inputs(const ArrayValues& array, const std::string& layout) {
  const auto& values = array.numbers;
  const bool are_bytes = values.scalar_type() == torch::kUInt8;
  const bool are_pictures = values.dim() == 4 || (values.dim() == 3 && (are_bytes || array.white));
  if (!are_pictures) return values.to(torch::kFloat64);
  auto pictures = are_bytes ? values : values.to(torch::kFloat64) / std::max(array.white, 1.0);
  if (values.dim() == 3) return pictures.unsqueeze(1);
  return layout == "channels_last" ? pictures.permute({0, 3, 1, 2}).contiguous() : pictures;
}

/// Refuses what would make every loss nan, and what is none of float32's numbers.
void check_finite(const torch::Tensor& values, const fs::path& path, const std::string& name) {
  if (!values.is_floating_point()) return;
  const auto refuse = [&](const torch::Tensor& wrong, const std::string& what) {
    const auto samples = wrong.flatten(1).any(1).nonzero();
    if (samples.size(0) == 0) return;
    throw Error(path.string() + ": `" + name + "` has numbers that are " + what + " in " +
                counted(samples.size(0), "sample") + ", the first is sample " +
                std::to_string(samples[0].item<std::int64_t>()));
  };
  refuse(values.isfinite().logical_not(), "infinite or nan");
  refuse(values.abs().gt(std::numeric_limits<float>::max()),
         "too large (numbers have 32 bits, up to 3.4e38)");
}

/// The places of texts among the classes' names, which are those texts where there are none yet.
torch::Tensor places_of(const std::vector<std::string>& texts, std::vector<std::string>& names,
                        const std::string& what) {
  const auto nothing = std::find(texts.begin(), texts.end(), "");
  if (nothing != texts.end() && std::find(names.begin(), names.end(), "") == names.end())
    throw usage_error(what + " has no class for sample " + std::to_string(nothing - texts.begin()) +
                      " (from 0): its text is empty");
  if (names.empty()) {
    const std::set<std::string> sorted(texts.begin(), texts.end());
    names.assign(sorted.begin(), sorted.end());
  }
  auto labels = torch::empty({static_cast<std::int64_t>(texts.size())}, torch::kInt64);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto found = std::find(names.begin(), names.end(), texts[i]);
    if (found == names.end())
      throw usage_error(what + " has the class `" + texts[i] + "`, which is none of " +
                        join(names, ", "));
    labels.data_ptr<std::int64_t>()[i] = found - names.begin();
  }
  return labels;
}

}  // namespace

torch::Tensor ArrayFileSettings::classes_in(const ArrayValues& array, const fs::path& path,
                                            const ArrayName& target, DataFacts& facts) const {
  const auto& [name, key] = target;
  const auto what = path.string() + ": `" + name + "`";
  auto& names = facts.class_names;
  const auto refuse_first_class = [&](const std::string& they_are) {
    if (first_class != 0)
      throw SettingError("dataset.first_class", what + " holds " + they_are +
                                                    ", which dataset.first_class does not count");
  };
  if (!array.texts.empty()) {
    refuse_first_class("texts");
    return places_of(array.texts, names, what);
  }
  const auto& values = array.numbers;
  if (target_kind == "classes" && are_one_hot(values)) {
    refuse_first_class("rows of zeros with a single one");
    if (names.empty()) names = numbered_classes(values.size(1));
    if (values.size(1) != static_cast<std::int64_t>(names.size()))
      throw SettingError("dataset.classes", what + " has " + std::to_string(values.size(1)) +
                                                " classes, but there are " +
                                                std::to_string(names.size()) + " names");
    return values.argmax(1);
  }
  const bool are_classes =
      target_kind == "classes" || (target_kind == "auto" && values.size(1) == 1 &&
                                   facts.target_names.empty() && looks_like_classes(values));
  if (!are_classes) {
    refuse_first_class("numbers to learn");
    return {};
  }
  if (!looks_like_classes(values) || values.size(1) != 1)
    throw SettingError(key, what +
                                " holds no classes: those are whole numbers from 0 on, or rows "
                                "of zeros with a single one");
  const auto labels = values.flatten().to(torch::kInt64) - first_class;
  const auto smallest = labels.min().item<std::int64_t>(),
             largest = labels.max().item<std::int64_t>();
  const auto number = [&](std::int64_t label) { return std::to_string(label + first_class); };
  if (smallest < 0)
    throw SettingError("dataset.first_class", what + " has the class " + number(smallest) +
                                                  ", which is below dataset.first_class");
  if (names.empty() && smallest > 0)
    throw SettingError(key, what + " has no sample of class " + number(0) +
                                ": where classes count from " + number(smallest) +
                                ", as MATLAB's do, set dataset.first_class: " + number(smallest) +
                                "; else name all of them in dataset.classes");
  if (names.empty())
    for (std::int64_t i = 0; i <= largest; ++i) names.push_back(number(i));
  if (largest >= static_cast<std::int64_t>(names.size()))
    throw SettingError("dataset.classes",
                       what + " has the class " + number(largest) + ", but there are only " +
                           std::to_string(names.size()) + ": name all of them in dataset.classes" +
                           (smallest > 0 ? ", or set dataset.first_class" : ""));
  return labels;
}

DatasetPtr ArrayFileSettings::part(const fs::path& path, const ArrayName& input,
                                   const ArrayName& target, DataFacts& facts) const {
  const auto& [input_name, input_key] = input;
  const auto& [target_name, target_key] = target;
  const auto refused = [&](const std::string& key, const std::string& what) {
    return SettingError(key, path.string() + ": " + what);
  };
  const auto array = read(path, input);
  if (!array.numbers.defined()) throw refused(input_key, "`" + input_name + "` holds no numbers");
  auto samples = as_inputs(array, layout);
  if (layout == "channels_first" && samples.dim() != 4)
    throw refused("dataset.layout",
                  "`" + input_name +
                      "` holds no pictures (an array of four dimensions), and only "
                      "those have a layout");
  if (samples.dim() > 0 && samples.numel() == 0)
    throw refused(input_key, "`" + input_name + "` holds no values: it is " +
                                 shape_text(array.numbers.sizes().vec()));
  if (samples.dim() < 2) throw refused(input_key, "`" + input_name + "` is no array of samples");
  auto values = read(path, target);
  auto& numbers = values.numbers;
  const auto count = samples.size(0);
  // Targets may come as a row or a column of numbers.
  if (numbers.defined() && numbers.numel() == count) numbers = numbers.reshape({count, 1});
  const bool fits = numbers.defined() ? numbers.dim() == 2 && numbers.size(0) == count
                                      : static_cast<std::int64_t>(values.texts.size()) == count;
  if (!fits)
    throw refused(target_key, "`" + target_name + "` does not have a target for each of the " +
                                  with_commas(count) + " samples of `" + input_name + "`");
  check_finite(samples, path, input_name);
  if (numbers.defined()) check_finite(numbers, path, target_name);
  if (samples.is_floating_point()) samples = samples.to(torch::kFloat32);
  facts.input().shape = samples.sizes().slice(1).vec();
  if (samples.scalar_type() == torch::kUInt8) {
    const auto channels = samples.size(1);
    if (channels != 1 && channels != 3)
      throw refused("dataset.layout",
                    "the pictures of `" + input_name + "` have " + std::to_string(channels) +
                        " channels where 1 or 3 are expected: dataset.layout is " + layout);
    facts.input().channels = channels == 1 ? "grey" : "RGB";
  }
  if (const auto labels = classes_in(values, path, target, facts); labels.defined())
    return std::make_shared<ArrayDataset>(samples, labels, path.string());
  facts.target_names.clear();
  for (std::int64_t i = 0; i < numbers.size(1); ++i)
    facts.target_names.push_back(numbers.size(1) == 1 ? target_name
                                                      : target_name + "_" + std::to_string(i));
  return std::make_shared<ArrayDataset>(samples, numbers.to(torch::kFloat32), path.string());
}

LoadedData ArrayFileSettings::load(const LoadRequest& request) const {
  refuse_twice(classes, "dataset.classes");
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
  refuse_twice(data.facts.class_names, "dataset.classes_from");
  if (finds_training)
    data.train = part(path, {inputs, "dataset.inputs"}, {targets, "dataset.targets"}, data.facts);
  else
    data.facts.target_names = request.known->target_names;
  if (test_inputs && !test_targets)
    throw SettingError("dataset.test_inputs",
                       "dataset.test_inputs is given, but not dataset.test_targets");
  if (!test_inputs && (test_file || test_targets))
    throw SettingError(test_file ? "dataset.test_file" : "dataset.test_targets",
                       "dataset.test_inputs is not given: there would be no test part");
  if (test_inputs && request.finds_test()) {
    const auto shape = data.facts.input().shape;
    data.test = part(existing_file(folder, test_file.value_or(file), "dataset.test_file"),
                     {*test_inputs, "dataset.test_inputs"}, {*test_targets, "dataset.test_targets"},
                     data.facts);
    if (finds_training && data.facts.input().shape != shape)
      throw SettingError("dataset.test_inputs",
                         "the test inputs have another shape than those for training");
  }
  return data;
}

}  // namespace mlday
