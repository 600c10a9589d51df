#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "config/setting_error.h"
#include "core/plain_text.h"
#include "core/rng.h"
#include "core/text.h"
#include "data/arrays/gzip.h"

namespace mlday {

const Spec<ValidationSettings>& validation_spec() {
  static const auto spec =
      Spec<ValidationSettings>("validation", "The part of the training data kept for validation.")
          .key("fraction", &ValidationSettings::fraction, from_to_below(0, 1),
               "Share of the samples (rounded up); 0 trains on all of them without validation.")
          .elsewhere({"validation_split", "val_size"})
          .key("count", &ValidationSettings::count, at_least(1), "How many samples, instead.")
          .key("folds", &ValidationSettings::folds, at_least(2),
               "Cross-validation: so many equal parts, of which `fold` validates.")
          .elsewhere({"n_splits", "k"})
          .key("fold", &ValidationSettings::fold, at_least(0), "Which of the folds, from 0.")
          .key("file", &ValidationSettings::file, anything(),
               "A list of the samples that validate, a name a line, below root; a run's "
               "validation.txt is one.")
          .key("folder", &ValidationSettings::folder, anything(),
               "Folder below root that holds the validation pictures.")
          .key("by", &ValidationSettings::by, one_of({"sample", "group", "image", "track"}),
               "sample (or image) draws single samples; group (or track) keeps what belongs "
               "together on one side, such as all photos of one sign, so that validation sees "
               "signs that training never saw.")
          .key("stratified", &ValidationSettings::stratified, anything(),
               "Draw from each class its share.")
          .elsewhere({"stratify"})
          .key("seed", &ValidationSettings::seed, at_least(0),
               "Decides the split; null takes training.seed.")
          .elsewhere({"random_state"})
          .short_form("fraction");
  return spec;
}

namespace {

using Indices = std::vector<std::int64_t>;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// What is drawn as a whole: single samples, or groups in the order in which they first appear.
struct Units {
  std::vector<Indices> samples;  ///< of each unit

  Units(const Dataset& dataset, bool by_group) {
    std::map<std::int64_t, std::size_t> unit_of_group;
    for (std::int64_t i = 0; i < dataset.size(); ++i) {
      const auto unit =
          by_group ? unit_of_group.try_emplace(dataset.group(i), samples.size()).first->second
                   : samples.size();
      if (unit == samples.size()) samples.emplace_back();
      samples[unit].push_back(i);
    }
  }
  std::int64_t size() const { return static_cast<std::int64_t>(samples.size()); }
};

void check_extent(const ValidationSettings& asked, std::int64_t units) {
  if (asked.count.value_or(0) > units || asked.folds.value_or(0) > units)
    throw SettingError("dataset.validation",
                       "dataset.validation asks for more than there is: the data has " +
                           counted(units, asked.by_group() ? "group" : "sample"));
}

/// How many of each class's units validate: its share of `wanted`, rounded so that the sum is right
/// (the largest remainders are rounded up, earlier classes first).
std::vector<std::int64_t> shares(const std::vector<Indices>& classes, std::int64_t wanted,
                                 std::int64_t units) {
  std::vector<std::int64_t> share;
  std::vector<std::pair<double, std::size_t>> remainders;
  std::int64_t given = 0;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const double exact_share = static_cast<double>(classes[c].size()) *
                               static_cast<double>(wanted) / static_cast<double>(units);
    share.push_back(static_cast<std::int64_t>(std::floor(exact_share)));
    remainders.emplace_back(std::floor(exact_share) - exact_share, c);
    given += share.back();
  }
  std::sort(remainders.begin(), remainders.end());
  for (std::size_t i = 0; given < wanted; ++i, ++given) ++share[remainders[i].second];
  return share;
}

/// The units in random order; stratified, class after class.
std::vector<Indices> by_class(const Dataset& dataset, const Units& units, const Indices& order,
                              bool stratified) {
  if (!stratified) return {order};
  std::map<std::int64_t, Indices> classes;
  for (const auto unit : order) {
    classes[dataset.label(units.samples[at(unit)].front())].push_back(unit);
  }
  // (A single label below 0 is told where the labels are read.)
  if (classes.size() == 1 && classes.begin()->first < 0)
    throw SettingError("dataset.validation.stratified",
                       "dataset.validation.stratified: the data has no classes to draw from");
  std::vector<Indices> result;
  for (auto& [label, members] : classes) result.push_back(std::move(members));
  return result;
}

/// Fold f of k: with one class a run of the order, else every k-th, so that classes spread evenly.
Indices fold_of(const std::vector<Indices>& classes, std::int64_t folds, std::int64_t fold) {
  Indices all, chosen;
  for (const auto& members : classes) all.insert(all.end(), members.begin(), members.end());
  const auto units = static_cast<std::int64_t>(all.size());
  const auto start = [&](std::int64_t f) {
    return f * (units / folds) + std::min(f, units % folds);
  };
  for (std::int64_t i = 0; i < units; ++i) {
    const bool belongs =
        classes.size() > 1 ? i % folds == fold : i >= start(fold) && i < start(fold + 1);
    if (belongs) chosen.push_back(all[at(i)]);
  }
  return chosen;
}

Split split_of(const std::vector<bool>& validates) {
  Split split;
  for (std::size_t i = 0; i < validates.size(); ++i)
    (validates[i] ? split.validation : split.train).push_back(static_cast<std::int64_t>(i));
  return split;
}

}  // namespace

std::optional<std::string> ValidationSettings::contradiction() const {
  std::vector<std::string> ways;
  if (fraction > 0) ways.push_back("fraction");
  if (count) ways.push_back("count");
  if (folds) ways.push_back("folds");
  if (file) ways.push_back("file");
  if (folder) ways.push_back("folder");
  if (ways.size() > 1)
    return "dataset.validation says " + join_words(ways) + ": choose one of them";
  if (folds && fold >= *folds)
    return "dataset.validation.fold is " + std::to_string(fold) + ", but with " +
           std::to_string(*folds) + " folds the last is " + std::to_string(*folds - 1);
  return std::nullopt;
}

Split split_dataset(const Dataset& dataset, const ValidationSettings& settings,
                    std::uint64_t run_seed) {
  const Units units(dataset, settings.by_group());
  check_extent(settings, units.size());
  const auto seed = settings.seed ? static_cast<std::uint64_t>(*settings.seed) : run_seed;
  const auto order = Rng(stream_seed(seed, "split")).permutation(units.size());
  const auto classes = by_class(dataset, units, order, settings.stratified);
  Indices chosen;
  if (settings.folds) {
    chosen = fold_of(classes, *settings.folds, settings.fold);
  } else {
    const auto wanted = settings.count.value_or(static_cast<std::int64_t>(
        std::ceil(settings.fraction * static_cast<double>(units.size()))));
    const auto share = shares(classes, wanted, units.size());
    for (std::size_t c = 0; c < classes.size(); ++c)
      chosen.insert(chosen.end(), classes[c].begin(), classes[c].begin() + share[c]);
  }
  std::vector<bool> validates(at(dataset.size()));
  for (const auto unit : chosen)
    for (const auto sample : units.samples[at(unit)]) validates[at(sample)] = true;
  return split_of(validates);
}

std::string sample_name(const Dataset& dataset, std::int64_t index,
                        const std::filesystem::path& root) {
  const auto name = dataset.name(index);
  const auto folder = (root / "").string();
  return in_one_line(!root.empty() && name.starts_with(folder) ? name.substr(folder.size()) : name);
}

Split split_by_list(const Dataset& dataset, const std::filesystem::path& list,
                    const std::filesystem::path& root) {
  std::unordered_map<std::string, std::int64_t> index_of;
  for (std::int64_t i = 0; i < dataset.size(); ++i) index_of[sample_name(dataset, i, root)] = i;
  std::vector<bool> validates(at(dataset.size()));
  for (const auto& line : split(plain_text(read_gzip(list), list.string()), '\n')) {
    const auto name = std::string(trimmed(line));
    if (name.empty()) continue;
    const auto known = index_of.find(name);
    if (known == index_of.end())
      throw usage_error(list.string() + " names `" + name +
                        "`, which is no sample of the training data (its first is `" +
                        sample_name(dataset, 0, root) + "`)");
    validates[at(known->second)] = true;
  }
  if (std::find(validates.begin(), validates.end(), true) == validates.end())
    throw SettingError("dataset.validation.file", list.string() + " names no sample");
  return split_of(validates);
}

}  // namespace mlday
