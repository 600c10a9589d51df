#include "data/parts.h"

#include <algorithm>
#include <set>

#include "core/rng.h"
#include "core/text.h"
#include "data/find_data.h"
#include "data/overlap.h"

namespace mlday {
namespace {

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
  auto& counts = parts.facts.class_counts;
  counts.assign(parts.facts.class_names.size(), 0);
  for (std::int64_t i = 0; i < train.size() && !counts.empty(); ++i)
    ++counts.at(static_cast<std::size_t>(train.label(i)));
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

/// A part that was read when the run was begun, and is read again sample by sample in training.
ReadData as_before(const DatasetPtr& part, int threads) {
  return {.dataset = part, .contents = contents_of(*part, threads)};
}

/// Remembers which samples a part has, and which could not be read.
void add_samples(const char* part, const Dataset& dataset, const ReadData& data, DataParts& parts) {
  const std::set<std::int64_t> bad(data.bad.begin(), data.bad.end());
  for (std::int64_t i = 0; i < dataset.size(); ++i)
    parts.samples.push_back({bad.contains(i) ? skipped_part : part,
                             sample_name(dataset, i, parts.root),
                             data.contents[static_cast<std::size_t>(i)]});
}

/// What could not be read before is left out from then on.
void keep_skipped(const KeptSamples& kept, DataParts& parts) {
  for (const auto& sample : kept)
    if (sample.part == skipped_part) parts.samples.push_back(sample);
}

}  // namespace

DataParts load_parts(const LoaderSettings& settings, const LoadRequest& request) {
  auto asked = find_data(settings, request);
  const auto& found = asked.data;
  DataParts parts{.origin = found.origin,
                  .synthetic = found.synthetic,
                  .facts = found.facts,
                  .root = found.root,
                  .are_kept = request.kept != nullptr,
                  .in_memory = asked.keeps_samples};
  const auto* pictures = found.facts.input().is_picture() ? settings.pictures() : nullptr;
  const bool skip_bad = settings.files() && settings.files()->on_bad_sample == "skip";
  const bool reads_all = !request.only && request.first_samples == 0;
  const auto read = [&](Part which, const DatasetPtr& part, bool sums) -> std::optional<ReadData> {
    if (!part) return std::nullopt;
    if (request.only && request.only != which) return ReadData{.dataset = part};
    auto reading = asked.reading(skip_bad);
    reading.sums = sums;
    reading.contents = reads_all || request.kept;
    auto data = asked.was_read_before(which, reading) ? as_before(part, reading.threads)
                                                      : read_through(part, reading);
    parts.skipped.insert(parts.skipped.end(), data.skipped.begin(), data.skipped.end());
    asked.compare(which, *part, data.contents, request);
    if (reads_all) add_samples(name_of(which), *part, data, parts);
    if (data.dataset->size() == 0) return std::nullopt;
    return data;
  };
  const auto first = found.train ? first_of(found.train, request) : nullptr;
  const bool from_all = pictures && learns_from_pixels(*pictures, request);
  const auto train = read(Part::train, from_all ? found.train : first, from_all);
  if (found.train && !train)
    throw Error("no training sample could be read; the first: " + parts.skipped.front());
  const auto validation = read(Part::validation, found.validation, false);
  const auto test = read(Part::test, found.test, false);
  parts.notes = found.notes;
  if (const auto told = asked.judge(request); !told.empty()) parts.notes.push_back(told);
  if (train) {
    parts.train = from_all ? first_of(train->dataset, request) : train->dataset;
    count_classes(request.first_samples > 0 ? *found.train : *parts.train, parts);
  }
  if (request.known && !request.known->class_counts.empty())
    parts.facts.class_counts = request.known->class_counts;
  if (validation) parts.validation = validation->dataset;
  if (test) parts.test = test->dataset;
  if (reads_all && !request.kept)
    parts.overlaps =
        overlaps(*train, {validation ? &*validation : nullptr, test ? &*test : nullptr});
  if (request.kept) keep_skipped(*request.kept, parts);
  if (pictures) prepare(parts, train ? train->sums : ChannelSums(), *pictures, request);
  return parts;
}

}  // namespace mlday
