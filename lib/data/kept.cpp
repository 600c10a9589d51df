#include "data/kept.h"

#include <algorithm>
#include <unordered_map>

#include "core/text.h"
#include "core/threads.h"
#include "data/memory.h"
#include "data/split.h"

namespace mlday {
namespace {

constexpr std::int64_t nowhere = -1;

/// Gives every kept sample the place of a found one.
class Matcher {
 public:
  Matcher(const Dataset& dataset, const std::filesystem::path& root, const KeptSamples& kept,
          DataChanges& changes)
      : dataset_(dataset),
        kept_(kept),
        changes_(changes),
        by_name_(dataset.is_picture_file()),
        places_(kept.size(), nowhere),
        changed_(kept.size()),
        taken_(static_cast<std::size_t>(dataset.size())) {
    for (std::int64_t i = 0; i < dataset.size(); ++i) {
      names_.push_back(sample_name(dataset, i, root));
      place_of_[names_.back()] = i;
    }
    if (!by_name_) contents_ = contents_of(dataset, usable_processors());
    take_same();
    take_moved();
    if (!by_name_) take_changed();
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (!taken_[i]) changes_.added.push_back(names_[i]);
  }

  FoundAgain part(const std::string& part) {
    FoundAgain found;
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      if (kept_[k].part != part) continue;
      if (places_[k] == nowhere) {
        found.gone.push_back(kept_[k].name);
        continue;
      }
      found.any_known |= !changed_[k];
      found.indices.push_back(places_[k]);
      found.contents.push_back(kept_[k].content);
    }
    return found;
  }

 private:
  std::int64_t called(const std::string& name) const {
    const auto found = place_of_.find(name);
    const bool is_free =
        found != place_of_.end() && !taken_[static_cast<std::size_t>(found->second)];
    return is_free ? found->second : nowhere;
  }
  void take(std::size_t kept, std::int64_t place) {
    places_[kept] = place;
    taken_[static_cast<std::size_t>(place)] = true;
  }

  /// Those of the same name; of a sample that is no file, only with the same content.
  void take_same() {
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      const auto place = called(kept_[k].name);
      if (place == nowhere) continue;
      const bool is_same = by_name_ || kept_[k].part == skipped_part ||
                           contents_[static_cast<std::size_t>(place)] == kept_[k].content;
      if (is_same) take(k, place);
    }
  }

  /// Those of the same content under another name.
  void take_moved() {
    std::unordered_multimap<std::uint64_t, std::int64_t> free;
    if (std::find(places_.begin(), places_.end(), nowhere) == places_.end()) return;
    for (std::size_t i = names_.size(); i-- > 0;)
      if (!taken_[i]) {
        const auto place = static_cast<std::int64_t>(i);
        free.emplace(by_name_ ? dataset_.content(place) : contents_[i], place);
      }
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      if (places_[k] != nowhere || kept_[k].content == 0) continue;
      const auto found = free.find(kept_[k].content);
      if (found == free.end()) continue;
      take(k, found->second);
      // (A table's rows have their lines' numbers for names: a line more renames all below it.)
      if (by_name_)
        changes_.renamed.push_back(kept_[k].name + " is now " +
                                   names_[static_cast<std::size_t>(found->second)]);
      free.erase(found);
    }
  }

  /// Those of the same name with other content, where names are places.
  void take_changed() {
    for (std::size_t k = 0; k < kept_.size(); ++k) {
      const auto place = places_[k] == nowhere ? called(kept_[k].name) : nowhere;
      if (place == nowhere) continue;
      take(k, place);
      changed_[k] = true;
    }
  }

  const Dataset& dataset_;
  const KeptSamples& kept_;
  DataChanges& changes_;
  const bool by_name_;
  std::vector<std::string> names_;
  std::vector<std::uint64_t> contents_;  ///< empty where names count
  std::unordered_map<std::string, std::int64_t> place_of_;
  std::vector<std::int64_t> places_;  ///< of each kept sample
  std::vector<bool> changed_;         ///< of each kept sample
  std::vector<bool> taken_;           ///< of each found one
};

/// "3 samples were added, which belong to no part (a.png, b.png, c.png)".
std::string some(const std::vector<std::string>& names, const std::string& what) {
  constexpr std::size_t shown = 3;
  const std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<long>(std::min(shown, names.size())));
  const auto count = static_cast<std::int64_t>(names.size());
  return counted(count, "sample") + (count == 1 ? " was " : " were ") + what + " (" +
         join(first, ", ") + (names.size() > shown ? ", ..." : "") + ")";
}

}  // namespace

std::vector<FoundAgain> find_again(const Dataset& dataset, const std::filesystem::path& root,
                                   const KeptSamples& kept, const std::vector<std::string>& parts,
                                   DataChanges& changes) {
  Matcher matcher(dataset, root, kept, changes);
  std::vector<FoundAgain> found;
  for (const auto& part : parts) found.push_back(matcher.part(part));
  return found;
}

std::string judge(const DataChanges& changes, const std::string& origin,
                  const std::set<std::string>& allowed, const std::vector<std::string>& allowable,
                  const std::string& remedy) {
  std::vector<std::string> harmful, harmless, remedies{"Put it back as it was"};
  const auto tell = [&](const std::string& kind, const std::vector<std::string>& names,
                        const std::string& what) {
    if (names.empty()) return;
    const bool can_pass = std::find(allowable.begin(), allowable.end(), kind) != allowable.end();
    const bool passes = can_pass && allowed.contains(kind);
    (passes ? harmless : harmful).push_back(some(names, what));
    if (can_pass && !passes) remedies.push_back("pass --allow-change " + kind);
  };
  tell("gone", changes.gone, "taken away");
  tell("changed", changes.changed, "changed");
  if (!changes.renamed.empty()) harmless.push_back(some(changes.renamed, "renamed"));
  if (!changes.added.empty())
    harmless.push_back(some(changes.added, "added, in no part of the run"));
  const auto since = "the data in " + origin + " is not what the run was begun with: ";
  const bool refused = !harmful.empty();
  harmful.insert(harmful.end(), harmless.begin(), harmless.end());
  if (!remedy.empty()) remedies.push_back(remedy);
  if (refused) throw usage_error(since + join(harmful, "; ") + ". " + join_words(remedies, "or"));
  return harmful.empty() ? "" : since + join(harmful, "; ");
}

}  // namespace mlday
