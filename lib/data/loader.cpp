// The loaders that `dataset: {loader: ...}` knows, and what is the same for all of them.
#include "data/loader.h"

#include <map>
#include <set>

#include "config/setting_error.h"
#include "core/text.h"

namespace mlday {

// The kinds are made in files of their own.
Kind<LoaderSettings> blobs(), cifar10(), circles(), csv(), flower(), gtsrb(), hdf5(), idx(),
    image_folder(), inline_rows(), lines(), mat(), moons(), ratings(), spirals(), sql(),
    text_lines();

const Roster<LoaderSettings>& loaders() {
  static const Roster<LoaderSettings> roster("loader", "loader", "",
                                             {
                                                 blobs(),
                                                 cifar10(),
                                                 circles(),
                                                 csv(),
                                                 flower(),
                                                 gtsrb(),
                                                 hdf5(),
                                                 idx(),
                                                 image_folder(),
                                                 inline_rows(),
                                                 lines(),
                                                 mat(),
                                                 moons(),
                                                 ratings(),
                                                 spirals(),
                                                 sql(),
                                                 text_lines(),
                                             });
  return roster;
}

const Spec<LoaderSettings>& loader_spec() {
  static const auto spec =
      Spec<LoaderSettings>("dataset", "")
          .section("validation", &LoaderSettings::validation, validation_spec,
                   "The part of the training data kept for validation.")
          .key("batch_size", &LoaderSettings::batch_size, extent(),
               "Samples per update; full takes all of them at once.")
          .key("num_workers", &LoaderSettings::num_workers, between(1, 256),
               "Threads that put batches together ahead of training or evaluation.")
          .elsewhere({"workers"})
          .no_effect_on_results()
          .not_here({"shuffle"}, "leave it out: training is shuffled anew in every epoch")
          .not_here({"test_size", "test_split", "test_fraction"},
                    "test data is a file or folder of its own; a share can be kept for validation: "
                    "`validation: .2`");
  return spec;
}

const Spec<DataRoot>& data_root_spec() {
  static const auto spec =
      Spec<DataRoot>("dataset", "")
          .key("root", &DataRoot::root, anything(),
               "Folder of the data below the data folder (--data, $MLDAY_DATA, a run's own, else "
               "datasets/).")
          .elsewhere({"directory", "path", "data_dir"});
  return spec;
}

std::vector<std::string> numbered_classes(std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

void refuse_twice(const std::vector<std::string>& names, const std::string& key) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!seen.insert(names[i]).second)
      throw SettingError(key + "." + std::to_string(i), key + " has `" + names[i] + "` twice");
}

void refuse_same_values(const std::vector<std::string>& values, const std::string& key) {
  refuse_twice(values, key);
  std::map<double, std::string> numbers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto number = to_double(values[i]);
    if (!number) continue;
    const auto [known, is_new] = numbers.try_emplace(*number, values[i]);
    if (!is_new)
      throw SettingError(
          key + "." + std::to_string(i),
          key + " has one number in two writings: `" + known->second + "` and `" + values[i] + "`");
  }
}

bool LoadRequest::finds_training() const {
  if (!known || only != Part::test) return true;
  // (Checkpoints of earlier versions do not say how many samples each class had.)
  return known->has_classes() && !known->is_text && known->class_counts.empty();
}

}  // namespace mlday
