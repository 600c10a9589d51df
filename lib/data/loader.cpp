// The loaders that `dataset: {loader: ...}` knows, and what is the same for all of them.
#include "data/loader.h"

#include <algorithm>

#include "config/setting_error.h"
#include "core/rng.h"
#include "core/text.h"
#include "core/threads.h"
#include "data/overlap.h"
#include "tensors/shape.h"

namespace mlday {

// The kinds are made in files of their own.
Kind<LoaderSettings> blobs(), cifar10(), circles(), csv(), flower(), gtsrb(), hdf5(), idx(),
    image_folder(), inline_rows(), lines(), mat(), moons(), spirals(), text_lines();

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
                                                 spirals(),
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
               "Threads that put batches together ahead of training.")
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

namespace {

bool same_inputs(const DataFacts& a, const DataFacts& b) {
  return std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(),
                    [](const FieldFacts& one, const FieldFacts& other) {
                      return one.name == other.name && one.shape == other.shape;
                    });
}

/// Samples made otherwise than the checkpoint's network knows them would be judged wrongly.
void hold_against(const DataFacts& known, const LoadedData& data, bool with_targets) {
  const auto& facts = data.facts;
  if (!with_targets && same_inputs(facts, known)) return;
  const bool same = same_inputs(facts, known) && facts.class_names == known.class_names &&
                    facts.target_names == known.target_names;
  if (!same)
    throw usage_error("the data in " + data.origin + " (inputs of " + facts.inputs_text() + ", " +
                      facts.target_text() + ") is not what the checkpoint was trained on (" +
                      known.inputs_text() + ", " + known.target_text() + ")");
}

Split split_as_asked(const ValidationSettings& asked, const LoadedData& data,
                     const LoadRequest& request) {
  if (asked.folder && !data.validation)
    throw SettingError("dataset.validation.folder",
                       "dataset.validation.folder is for pictures in folders (image_folder): say "
                       "fraction, count, folds or file");
  if (asked.by_group() && !data.has_groups)
    throw SettingError("dataset.validation.by",
                       "dataset.validation.by is " + asked.by +
                           ", but nothing says which samples belong together: set dataset.group");
  if (asked.file)
    return split_by_list(*data.train,
                         (data.root.empty() ? request.place.folder : data.root) / *asked.file,
                         data.root);
  return split_dataset(*data.train, asked, request.seed);
}

/// What the network sees of inputs that the loader makes.
void crop_facts(const LoaderSettings& settings, DataFacts& facts) {
  const auto* pictures = settings.pictures();
  if (!pictures || facts.input().channels.empty()) return;
  auto& shape = facts.input().shape;
  const auto size = pictures->seen_size({shape.at(1), shape.at(2)});
  if (pictures->crops()) facts.input().uncropped = shape;
  shape = {shape[0], size.height, size.width};
}

/// A checkpoint must be able to give the classes' names back.
void refuse_broken_names(const LoadedData& data) {
  for (const auto& name : data.facts.class_names)
    if (!is_utf8(name))
      throw usage_error("the class `" + name + "` in " + data.origin +
                        " is not called in UTF-8: give it another name");
}

/// Numbers in an array are no pixels.
void refuse_picture_settings(const LoaderSettings& settings, const LoadedData& data) {
  const auto* pictures = settings.pictures();
  if (!pictures) return;
  if (data.facts.input().channels.empty() && pictures->is_active())
    throw SettingError(
        "dataset", "dataset.augment, center_crop and normalize are for pictures of bytes, and " +
                       data.origin + " holds other numbers: take them out");
  if (const auto& shape = data.facts.input().shape;
      pictures->normalize == "imagenet" && shape.front() != 3)
    throw SettingError("dataset.normalize",
                       "dataset.normalize: imagenet's figures are of three channels, and " +
                           data.origin + " has " + std::to_string(shape.front()) +
                           ": take `dataset`");
  const auto several = std::count_if(data.facts.inputs.begin(), data.facts.inputs.end(),
                                     [](const FieldFacts& field) { return field.is_picture(); });
  if (several > 1 && pictures->is_active())
    throw SettingError("dataset",
                       "dataset.augment, center_crop and normalize are for one picture a sample, "
                       "and here are " +
                           std::to_string(several) + ": take them out");
  if (pictures->augment.mixes_batches() && data.facts.inputs.size() > 1)
    throw SettingError("dataset.augment",
                       "dataset.augment: mixup and cutmix are for a picture alone, and here are "
                       "other inputs beside it: take them out");
  if (pictures->augment.mixes_batches() && !data.facts.has_classes())
    throw SettingError("dataset.augment", "dataset.augment: mixup and cutmix mix classes, and " +
                                              data.origin + " has none");
}

/// The middle of all pictures, where that is all that is wanted of them.
void crop_parts(const PictureSettings* pictures, LoadedData& data) {
  if (!pictures || !pictures->center_crop) return;
  for (auto* part : {&data.train, &data.validation, &data.test})
    if (*part) *part = center_crop_view(*part, *pictures->center_crop);
}

/// Whether the samples stay in memory, by what they take there.
bool keeps_samples(const LoaderSettings& settings, const LoadedData& data) {
  const auto* files = settings.files();
  if (!files) return true;
  std::int64_t bytes = 0;
  for (const auto& field : data.facts.inputs)
    if (field.is_picture()) bytes += element_count(field.shape);
  if (bytes == 0) bytes = element_count(data.facts.input().shape);
  std::int64_t samples = 0;
  for (const auto& part : {data.train, data.validation, data.test})
    if (part) samples += part->size();
  return files->keeps(bytes * samples);
}

/// The training samples that are asked for, in the order of the first epoch where these are few.
DatasetPtr first_of(const DatasetPtr& train, const LoadRequest& request) {
  const auto wanted = request.first_samples;
  if (wanted == 0) return train;
  auto order = sample_order(train->size(), request.seed, 1);
  order.resize(static_cast<std::size_t>(std::min(wanted, train->size())));
  return std::make_shared<Subset>(train, order);
}

void count_classes(const Dataset& train, DataParts& parts) {
  parts.training_samples = train.size();
  if (!parts.facts.has_classes() || parts.facts.is_text) return;
  parts.class_counts.resize(parts.facts.class_names.size());
  for (std::int64_t i = 0; i < train.size() && !parts.class_counts.empty(); ++i)
    ++parts.class_counts.at(static_cast<std::size_t>(train.label(i)));
}

/// Whether what is done to pictures goes by all training pictures.
bool learns_from_pixels(const PictureSettings& pictures, const LoadRequest& request) {
  if (request.only && request.only != Part::train) return false;
  return (pictures.normalize == "dataset" && !request.known) || pictures.augment.pca_noise > 0;
}

/// Crops and normalizes every part, by the training part's own statistics or a checkpoint's, and
/// lets each epoch see the training pictures changed anew.
void prepare(DataParts& parts, const ChannelSums& sums, const PictureSettings& pictures,
             const LoadRequest& request) {
  const auto raw = parts.train;
  const auto& augment = pictures.augment;
  if (request.known) {
    parts.facts.input().mean = request.known->input().mean;
    parts.facts.input().deviation = request.known->input().deviation;
  } else if (const auto by = pictures.normalization(sums)) {
    parts.facts.input().mean = by->mean;
    parts.facts.input().deviation = by->deviation;
  }
  const auto covariance = augment.pca_noise > 0 && learns_from_pixels(pictures, request)
                              ? sums.statistics().covariance
                              : std::vector<double>();
  const auto normalized = [facts = parts.facts](const DatasetPtr& part) {
    return facts.input().mean.empty()
               ? part
               : normalized_view(part, facts.input().mean, facts.input().deviation);
  };
  for (auto* part : {&parts.train, &parts.validation, &parts.test})
    if (*part) *part = normalized(request.whole_pictures ? *part : evaluation_view(*part, augment));
  if (augment.changes_pictures())
    parts.augmented = [=, seed = request.seed](std::int64_t epoch) {
      return normalized(augmented_view(raw, augment, seed, epoch, covariance));
    };
  if (augment.mixes_batches())
    parts.mixed = [=, seed = request.seed, classes = parts.facts.outputs()](std::int64_t epoch) {
      return [=](Batch& batch, std::int64_t number) {
        mix_batch(batch, augment, classes,
                  stream_seed(seed, "mix", static_cast<std::uint64_t>(epoch),
                              static_cast<std::uint64_t>(number)));
      };
    };
}

}  // namespace

std::optional<DataFacts> facts_of(const LoaderSettings& settings) {
  auto facts = settings.facts();
  if (facts) crop_facts(settings, *facts);
  return facts;
}

Reading FoundData::reading(bool skip_bad) const {
  return {.threads = usable_processors(), .skip_bad = skip_bad, .keep = keeps_samples};
}

FoundData find_data(const LoaderSettings& settings, const LoadRequest& request) {
  FoundData found;
  auto& data = found.data;
  data = settings.load(request);
  refuse_picture_settings(settings, data);
  refuse_broken_names(data);
  found.keeps_samples = keeps_samples(settings, data);
  crop_facts(settings, data.facts);
  if (request.known) hold_against(*request.known, data, request.targets);
  found.split = split_as_asked(settings.validation, data, request);
  if (found.split.train.empty())
    throw SettingError("dataset.validation", "dataset.validation leaves no sample for training: " +
                                                 counted(data.train->size(), "sample") + " in all");
  if (data.fit) data.fit(data, found.split.train);
  if (!data.validation && !found.split.validation.empty())
    data.validation = std::make_shared<Subset>(data.train, found.split.validation);
  data.train = std::make_shared<Subset>(data.train, found.split.train);
  crop_parts(settings.pictures(), data);
  return found;
}

DataParts load_parts(const LoaderSettings& settings, const LoadRequest& request) {
  const auto asked = find_data(settings, request);
  const auto& found = asked.data;
  DataParts parts{.origin = found.origin,
                  .synthetic = found.synthetic,
                  .facts = found.facts,
                  .notes = found.notes,
                  .root = found.root};
  const auto* pictures = found.facts.input().is_picture() ? settings.pictures() : nullptr;
  const bool skip_bad = settings.files() && settings.files()->on_bad_sample == "skip";
  const auto read = [&](Part which, const DatasetPtr& part, bool sums) -> std::optional<ReadData> {
    if (!part) return std::nullopt;
    // (What is left out of the training part counts in class weights.)
    if (request.only && request.only != which && !skip_bad) return ReadData{.dataset = part};
    auto reading = asked.reading(skip_bad);
    reading.sums = sums;
    auto data = read_through(part, reading);
    parts.skipped.insert(parts.skipped.end(), data.skipped.begin(), data.skipped.end());
    if (data.dataset->size() == 0) return std::nullopt;
    return data;
  };
  const auto first = first_of(found.train, request);
  const bool from_all = pictures && learns_from_pixels(*pictures, request);
  const auto train = read(Part::train, from_all ? found.train : first, from_all);
  if (!train) throw Error("no training sample could be read; the first: " + parts.skipped.front());
  const auto validation = read(Part::validation, found.validation, false);
  const auto test = read(Part::test, found.test, false);
  parts.train = from_all ? first_of(train->dataset, request) : train->dataset;
  parts.contents = train->contents;
  count_classes(request.first_samples > 0 ? *found.train : *parts.train, parts);
  if (validation) parts.validation = validation->dataset;
  if (test) parts.test = test->dataset;
  if (!request.only && request.first_samples == 0)
    parts.overlaps =
        overlaps(*train, {validation ? &*validation : nullptr, test ? &*test : nullptr});
  if (pictures) prepare(parts, train->sums, *pictures, request);
  return parts;
}

}  // namespace mlday
