// The loaders that `dataset: {loader: ...}` knows, and what is the same for all of them.
#include "data/loader.h"

#include "core/text.h"
#include "core/threads.h"
#include "data/memory.h"
#include "data/overlap.h"

namespace mlday {

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
          .key("on_bad_sample", &LoaderSettings::on_bad_sample, one_of({"error", "skip"}),
               "A sample that cannot be read ends the run, or is left out and counted.")
          .key("num_workers", &LoaderSettings::num_workers, between(1, 256),
               "Threads that put batches together ahead of training.")
          .elsewhere({"workers"})
          .no_effect_on_results();
  return spec;
}

const Spec<DataRoot>& data_root_spec() {
  static const auto spec =
      Spec<DataRoot>("dataset", "")
          .key("root", &DataRoot::root, anything(),
               "Folder of the data below the data folder (--data, $MLDAY_DATA, else datasets/).")
          .elsewhere({"directory", "path", "data_dir"});
  return spec;
}

std::vector<std::string> numbered_classes(std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

namespace {

std::string extents_text(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> extents;
  for (const auto extent : shape) extents.push_back(std::to_string(extent));
  return join(extents, " x ");
}

/// Samples made otherwise than the checkpoint's network knows them would be judged wrongly.
void hold_against(const DataFacts& known, const LoadedData& data) {
  const auto& facts = data.facts;
  const bool same = facts.input_shape == known.input_shape &&
                    facts.class_names == known.class_names &&
                    facts.target_names == known.target_names;
  if (!same)
    throw usage_error("the data in " + data.origin + " (inputs of " +
                      extents_text(facts.input_shape) + ", " + facts.target_text() +
                      ") is not what the checkpoint was trained on (" +
                      extents_text(known.input_shape) + ", " + known.target_text() + ")");
}

Split split_as_asked(const ValidationSettings& asked, const LoadedData& data,
                     const LoadRequest& request) {
  if (asked.folder && !data.validation)
    throw usage_error(
        "dataset.validation.folder is for pictures in folders (image_folder): say "
        "fraction, count, folds or file");
  if (asked.by_group() && !data.has_groups)
    throw usage_error("dataset.validation.by is " + asked.by +
                      ", but nothing says which samples belong together: set dataset.group");
  if (asked.file)
    return split_by_list(*data.train,
                         (data.root.empty() ? request.place.folder : data.root) / *asked.file,
                         data.root);
  return split_dataset(*data.train, asked, request.seed);
}

/// Numbers in an array are no pixels.
void refuse_picture_settings(const LoaderSettings& settings, const LoadedData& data) {
  const auto* pictures = settings.pictures();
  if (!pictures || !data.facts.channels.empty()) return;
  if (pictures->augment.is_active() || pictures->normalize != "none")
    throw usage_error("dataset.augment and dataset.normalize are for pictures of bytes, and " +
                      data.origin + " holds other numbers: take them out");
}

/// Normalizes every part by the training part's statistics (or a checkpoint's), and lets each epoch
/// see the training pictures changed anew.
void prepare(DataParts& parts, const PictureSettings& pictures, const LoadRequest& request) {
  const auto raw = parts.train;
  const bool normalizes = pictures.normalize == "dataset";
  if (normalizes) {
    const auto statistics = request.known
                                ? ChannelStatistics{request.known->mean, request.known->deviation}
                                : channel_statistics(*raw);
    parts.facts.mean = statistics.mean;
    parts.facts.deviation = statistics.deviation;
  }
  const auto seen = [normalizes, facts = parts.facts](DatasetPtr part) {
    return normalizes && part ? normalized_view(part, facts.mean, facts.deviation) : part;
  };
  parts.train = seen(raw);
  parts.validation = seen(parts.validation);
  parts.test = seen(parts.test);
  if (pictures.augment.is_active())
    parts.augmented = [raw, seen, settings = pictures.augment,
                       seed = request.seed](std::int64_t epoch) {
      return seen(augmented_view(raw, settings, seed, epoch));
    };
}

}  // namespace

FoundData find_data(const LoaderSettings& settings, const LoadRequest& request) {
  FoundData found;
  auto& data = found.data;
  data = settings.load(request);
  if (request.known) hold_against(*request.known, data);
  refuse_picture_settings(settings, data);
  found.split = split_as_asked(settings.validation, data, request);
  if (found.split.train.empty())
    throw usage_error("dataset.validation leaves no sample for training: " +
                      counted(data.train->size(), "sample") + " in all");
  if (data.fit) data.fit(data, found.split.train);
  if (!data.validation && !found.split.validation.empty())
    data.validation = std::make_shared<Subset>(data.train, found.split.validation);
  data.train = std::make_shared<Subset>(data.train, found.split.train);
  return found;
}

DataParts load_parts(const LoaderSettings& settings, const LoadRequest& request) {
  const auto found = find_data(settings, request).data;
  DataParts parts{.origin = found.origin,
                  .synthetic = found.synthetic,
                  .facts = found.facts,
                  .root = found.root};
  const auto read = [&](const DatasetPtr& dataset) -> DatasetPtr {
    if (!dataset) return nullptr;
    auto loaded = load_into_memory(*dataset, usable_processors(), settings.on_bad_sample == "skip");
    parts.skipped.insert(parts.skipped.end(), loaded.skipped.begin(), loaded.skipped.end());
    return loaded.dataset->size() > 0 ? loaded.dataset : nullptr;
  };
  parts.train = read(found.train);
  if (!parts.train)
    throw Error("no training sample could be read; the first: " + parts.skipped.front());
  parts.validation = read(found.validation);
  parts.test = read(found.test);
  parts.overlaps = overlaps(*parts.train, {parts.validation.get(), parts.test.get()});
  if (const auto* pictures = settings.pictures(); pictures && !parts.facts.channels.empty())
    prepare(parts, *pictures, request);
  return parts;
}

}  // namespace mlday
