// The loaders that `dataset: {loader: ...}` knows, and what is the same for all of them.
#include "data/loader.h"

#include "core/text.h"
#include "core/threads.h"
#include "data/memory.h"

namespace mlday {

const Roster<LoaderSettings>& loaders() {
  static const Roster<LoaderSettings> roster("loader", "loader", "",
                                             {
                                                 gtsrb(),
                                             });
  return roster;
}

const Spec<LoaderSettings>& loader_spec() {
  static const auto spec =
      Spec<LoaderSettings>("dataset", "")
          .section("validation", &LoaderSettings::validation, validation_spec,
                   "The part of the training data kept for validation.")
          .key("batch_size", &LoaderSettings::batch_size, at_least(1), "Samples per update.")
          .key("on_bad_sample", &LoaderSettings::on_bad_sample, one_of({"error", "skip"}),
               "A sample that cannot be read ends the run, or is left out and counted.")
          .key("num_workers", &LoaderSettings::num_workers, between(1, 256),
               "Threads that put batches together ahead of training.")
          .elsewhere({"workers"})
          .no_effect_on_results();
  return spec;
}

const Spec<FileLoaderSettings>& file_loader_spec() {
  static const auto spec =
      Spec<FileLoaderSettings>("dataset", "")
          .key("root", &FileLoaderSettings::root, anything(),
               "Folder of the data below the data folder (--data, $MLDAY_DATA, else datasets/).")
          .elsewhere({"directory", "path", "data_dir"})
          .inherits(loader_spec);
  return spec;
}

FoundData find_data(const LoaderSettings& settings, const LoadRequest& request) {
  FoundData found;
  found.data = settings.load(request);
  found.split = split_dataset(*found.data.train, settings.validation, request.seed);
  if (found.split.train.empty())
    throw usage_error("dataset.validation leaves no sample for training: " +
                      counted(found.data.train->size(), "sample") + " in all");
  return found;
}

DataParts load_parts(const LoaderSettings& settings, const LoadRequest& request) {
  const auto [found, split] = find_data(settings, request);
  DataParts parts;
  parts.origin = found.origin;
  parts.synthetic = found.synthetic;
  parts.facts = found.facts;
  const auto read = [&](const Dataset& dataset) {
    auto loaded = load_into_memory(dataset, usable_processors(), settings.on_bad_sample == "skip");
    parts.skipped.insert(parts.skipped.end(), loaded.skipped.begin(), loaded.skipped.end());
    return loaded.dataset;
  };
  parts.train = read(Subset(found.train, split.train));
  if (parts.train->size() == 0)
    throw Error("no training sample could be read; the first: " + parts.skipped.front());
  if (!split.validation.empty()) parts.validation = read(Subset(found.train, split.validation));
  if (found.test) parts.test = read(*found.test);
  for (auto* part : {&parts.validation, &parts.test})
    if (*part && (*part)->size() == 0) part->reset();
  return parts;
}

}  // namespace mlday
