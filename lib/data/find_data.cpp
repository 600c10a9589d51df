#include "data/find_data.h"

#include <algorithm>

#include "config/setting_error.h"
#include "core/text.h"
#include "core/threads.h"
#include "tensors/shape.h"

namespace mlday {
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
  if (!pictures || !facts.input().is_picture()) return;
  auto& shape = facts.input().shape;
  const auto size = pictures->seen_size({shape.at(1), shape.at(2)});
  if (pictures->crops()) facts.input().uncropped = shape;
  shape = {shape[0], size.height, size.width};
}

/// A checkpoint must be able to give the classes' names back.
void refuse_broken_names(const LoadedData& data) {
  for (const auto& name : data.facts.class_names)
    if (!is_utf8(name))
      throw usage_error("the class `" + in_one_line(name) + "` in " + data.origin +
                        " is not called in UTF-8: give it another name");
}

/// Numbers in an array are no pixels.
void refuse_picture_settings(const LoaderSettings& settings, const LoadedData& data) {
  const auto* pictures = settings.pictures();
  if (!pictures) return;
  if (!data.facts.input().is_picture() && pictures->is_active())
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

/// Draws the parts, as the settings say.
void split(const LoaderSettings& settings, const LoadRequest& request, LoadedData& data) {
  const auto split = split_as_asked(settings.validation, data, request);
  if (split.train.empty())
    throw SettingError("dataset.validation", "dataset.validation leaves no sample for training: " +
                                                 counted(data.train->size(), "sample") + " in all");
  if (data.fit) data.fit(data, split.train);
  if (!data.validation && !split.validation.empty())
    data.validation = std::make_shared<Subset>(data.train, split.validation);
  data.train = std::make_shared<Subset>(data.train, split.train);
}

/// A run may be tested on other data than its own: half of its samples are not there as they were.
bool is_other(const DatasetPtr& whole, const FoundAgain& found) {
  std::size_t others = found.gone.size();
  const auto contents = contents_of(Subset(whole, found.indices), usable_processors());
  for (std::size_t i = 0; i < contents.size(); ++i)
    if (contents[i] != found.contents[i]) ++others;
  return 2 * others >= found.indices.size() + found.gone.size();
}

/// But it must not be gone on with, or validated on its training samples.
[[noreturn]] void refuse_other_data(Part which, const LoadedData& data,
                                    const LoadRequest& request) {
  if (!request.only)
    throw usage_error("the run was begun on other data than " + data.origin +
                      ": give the same --data and dataset.root, or begin a new run without "
                      "--resume");
  throw usage_error("none of the samples of the run's " + std::string(name_of(which)) +
                    " part is in " + data.origin +
                    ": give the same --data, or evaluate other data as a test part");
}

/// Takes the parts that the run had.
class KeptParts {
 public:
  KeptParts(const LoadRequest& request, FoundData& found) : request_(request), found_(found) {}

  void take() {
    auto& data = found_.data;
    const auto whole = data.train;
    if (whole && data.validation) {
      data.train = again({Part::train}, whole).front();
      data.validation = again({Part::validation}, data.validation).front();
    } else if (whole) {
      const auto parts = again({Part::train, Part::validation}, whole);
      data.train = parts[0];
      data.validation = parts[1];
    }
    if (data.test) data.test = again({Part::test}, data.test).front();
  }

 private:
  bool is_asked(Part part) const { return !request_.only || request_.only == part; }

  /// The samples of these parts in `whole`; null where there are none.
  std::vector<DatasetPtr> again(const std::vector<Part>& parts, const DatasetPtr& whole) {
    KeptSamples kept;
    std::vector<std::string> names;
    for (const auto part : parts) names.push_back(name_of(part));
    for (const auto& sample : *request_.kept)
      if (sample.part == skipped_part ||
          std::find(names.begin(), names.end(), sample.part) != names.end())
        kept.push_back(sample);
    DataChanges noticed;
    const auto found = find_again(*whole, found_.data.root, kept, names, noticed);
    std::vector<DatasetPtr> datasets;
    for (std::size_t i = 0; i < parts.size(); ++i)
      datasets.push_back(part(parts[i], whole, found[i], noticed));
    if (std::any_of(parts.begin(), parts.end(), [&](Part p) { return is_asked(p); })) {
      append(found_.changes.added, noticed.added);
      append(found_.changes.renamed, noticed.renamed);
    }
    return datasets;
  }

  DatasetPtr part(Part which, const DatasetPtr& whole, const FoundAgain& found,
                  DataChanges& noticed) {
    const bool was_there = !found.indices.empty() || !found.gone.empty();
    if (which == Part::test && is_other(whole, found)) {
      noticed = {};
      if (was_there && is_asked(which))
        found_.data.notes.push_back("the test part in " + found_.data.origin +
                                    " is not the one that the run was begun with");
      return whole;
    }
    if (was_there && !found.any_known && is_asked(which))
      refuse_other_data(which, found_.data, request_);
    if (is_asked(which)) append(found_.changes.gone, found.gone);
    found_.kept_contents[which] = found.contents;
    if (found.indices.empty()) return nullptr;
    return std::make_shared<Subset>(whole, found.indices);
  }

  static void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
    list.insert(list.end(), more.begin(), more.end());
  }

  const LoadRequest& request_;
  FoundData& found_;
};

}  // namespace

std::optional<DataFacts> facts_of(const LoaderSettings& settings) {
  auto facts = settings.facts();
  if (facts) crop_facts(settings, *facts);
  return facts;
}

Reading FoundData::reading(bool skip_bad) const {
  return {.threads = usable_processors(), .skip_bad = skip_bad, .keep = keeps_samples};
}

bool FoundData::was_read_before(Part part, const Reading& reading) const {
  return kept_contents.contains(part) && !reading.keep && !reading.sums;
}

void FoundData::compare(Part part, const Dataset& dataset,
                        const std::vector<std::uint64_t>& contents, const LoadRequest& request) {
  const auto before = kept_contents.find(part);
  if (before == kept_contents.end()) return;
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < contents.size(); ++i)
    if (contents[i] != before->second[i])
      changed.push_back(sample_name(dataset, static_cast<std::int64_t>(i), data.root));
  // Files of the same names may be quite another data set.
  const bool is_other = changed.size() == contents.size() && contents.size() > 1;
  if (is_other) refuse_other_data(part, data, request);
  changes.changed.insert(changes.changed.end(), changed.begin(), changed.end());
}

std::string FoundData::judge(const LoadRequest& request) const {
  const bool evaluates = request.only.has_value();
  // (Which batches there are depends on how many samples train.)
  const auto allowable = evaluates ? allowable_changes() : std::vector<std::string>{"changed"};
  return mlday::judge(changes, data.origin, request.allowed_changes, allowable,
                      evaluates ? "" : "begin a new run without --resume");
}

const char* name_of(Part part) {
  return part == Part::train ? "train" : part == Part::validation ? "validation" : "test";
}

std::int64_t bytes_of_samples(const LoadedData& data) {
  constexpr std::int64_t float_bytes = 4;
  std::int64_t bytes = 0, samples = 0;
  for (const auto& field : data.facts.inputs)
    bytes += element_count(with_extent(field.shape, field.longest)) *
             (field.is_picture() ? 1 : float_bytes);
  for (const auto& part : {data.train, data.validation, data.test})
    if (part) samples += part->size();
  return bytes * samples;
}

FoundData find_data(const LoaderSettings& settings, const LoadRequest& request) {
  FoundData found;
  auto& data = found.data;
  data = settings.load(request);
  refuse_picture_settings(settings, data);
  refuse_broken_names(data);
  for (const auto& part : {data.train, data.validation, data.test})
    if (part && part->size() == 0) throw usage_error(data.origin + " holds a part without samples");
  found.keeps_samples =
      !data.makes_samples && (!settings.files() || settings.files()->keeps(bytes_of_samples(data)));
  crop_facts(settings, data.facts);
  if (request.known) hold_against(*request.known, data, request.targets);
  if (request.kept)
    KeptParts(request, found).take();
  else if (data.train && !data.is_split)
    split(settings, request, data);
  crop_parts(settings.pictures(), data);
  if (!found.changes.gone.empty()) found.judge(request);
  return found;
}

}  // namespace mlday
