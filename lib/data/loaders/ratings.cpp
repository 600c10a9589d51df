// Ratings of items by users: a sample is a user with all that it rates.
#include <algorithm>
#include <numeric>

#include "config/setting_error.h"
#include "core/csv_format.h"
#include "core/text.h"
#include "data/arrays/gzip.h"
#include "data/loader.h"
#include "data/ratings/rating_lists.h"
#include "data/ratings/rating_split.h"

namespace mlday {
namespace {

struct Ratings : LoaderSettings, DataRoot {
  std::string file, user, item, rating = "rating", separator = "auto", split_by = "rating";
  std::string duplicates = "error", title = "title";
  std::optional<std::string> test_file, timestamp, titles, title_item;
  std::optional<std::array<double, 2>> rating_range;

  LoadedData load(const LoadRequest& request) const override;

 private:
  /// A file's ratings, each item once by a user.
  RatingRows rows(const std::filesystem::path& path, Numbering& users, Numbering& items,
                  bool only_known, std::vector<std::string>& notes) const;
  /// The items' titles, by number; those without one are called by their id.
  std::vector<std::string> titles_of(const std::filesystem::path& folder,
                                     const std::vector<std::string>& items) const;
  void load_training(const LoadRequest& request, const std::filesystem::path& path,
                     Numbering& users, Numbering& items, LoadedData& data) const;
};

RatingRows Ratings::rows(const std::filesystem::path& path, Numbering& users, Numbering& items,
                         bool only_known, std::vector<std::string>& notes) const {
  if (rating_range && (*rating_range)[0] > (*rating_range)[1])
    throw SettingError("dataset.rating_range", "dataset.rating_range: the lowest rating first");
  auto found = read_ratings(path, {user, item, rating, timestamp, separator, rating_range}, users,
                            items, only_known);
  const auto out = settle_duplicates(found, duplicates == "last", path.string(), users, items);
  if (out > 0)
    notes.push_back(path.string() + ": left out " + counted(out, "rating") +
                    " that the same user gave the same item before (duplicates: last)");
  return found;
}

std::vector<std::string> Ratings::titles_of(const std::filesystem::path& folder,
                                            const std::vector<std::string>& items) const {
  if (!titles) return {};
  const auto path = existing_file(folder, *titles, "dataset.titles");
  const auto table = parse_csv(read_gzip(path), path.string(), 0, true);
  const auto place = [&](const std::string& column, const std::string& key) {
    const auto found = std::find(table.names.begin(), table.names.end(), column);
    if (found == table.names.end())
      throw SettingError(key, key + ": " + path.string() + " has no column `" + column +
                                  "`; it has " + join_words(table.names));
    return static_cast<std::size_t>(found - table.names.begin());
  };
  const auto id = place(title_item.value_or(item), "dataset.title_item");
  const auto text = place(title, "dataset.title");
  std::unordered_map<std::string, std::string> title_of;
  for (const auto& row : table.rows) title_of.emplace(row[id], row[text]);
  std::vector<std::string> found;
  for (const auto& name : items) {
    const auto known = title_of.find(name);
    found.push_back(known == title_of.end() ? name : known->second);
  }
  return found;
}

void Ratings::load_training(const LoadRequest& request, const std::filesystem::path& path,
                            Numbering& users, Numbering& items, LoadedData& data) const {
  const auto all = rows(path, users, items, request.known != nullptr, data.notes);
  const auto count = std::ssize(users.names());
  auto validates = validating_ratings(all, count, validation, split_by, request.seed);
  if (std::find(validates.begin(), validates.end(), true) != validates.end())
    data.validation = rating_dataset(lists_of(all, validates, count), users.names());
  validates.flip();
  auto lists = lists_of(all, validates, count);
  if (lists.size() == 0)
    throw SettingError("dataset.validation", "dataset.validation leaves no rating for training");
  auto& facts = *data.facts.ratings;
  if (!request.known) {
    facts.ratings = lists.size();
    const auto [low, high] = std::minmax_element(lists.ratings.begin(), lists.ratings.end());
    facts.low = rating_range ? (*rating_range)[0] : static_cast<double>(*low);
    facts.high = rating_range ? (*rating_range)[1] : static_cast<double>(*high);
  }
  for (std::int64_t u = 0; u < lists.users(); ++u)
    data.facts.input().longest = std::max(data.facts.input().longest, lists.size_of(u));
  data.train = rating_dataset(std::move(lists), users.names());
}

LoadedData Ratings::load(const LoadRequest& request) const {
  const bool finds_training = !request.known || request.only != Part::test || !test_file;
  const auto folder = folder_with(request.place, root, finds_training ? file : *test_file);
  LoadedData data{.origin = folder.string(), .root = folder};
  data.is_split = data.makes_samples = true;
  data.facts.input().name = "ratings";
  data.facts.input().shape = {varies, 2};
  data.facts.target_names = {"rating"};
  data.facts.ratings =
      request.known && request.known->ratings ? *request.known->ratings : RatingFacts();
  auto& facts = *data.facts.ratings;
  Numbering users(facts.users), items(facts.items);
  if (finds_training) {
    const auto path = existing_file(folder, file, "dataset.file");
    data.origin = path.string();
    load_training(request, path, users, items, data);
  }
  if (test_file && request.finds_test()) {
    const auto path = existing_file(folder, *test_file, "dataset.test_file");
    if (!finds_training) data.origin = path.string();
    const auto test = rows(path, users, items, true, data.notes);
    data.test = rating_dataset(lists_of(test, {}, std::ssize(users.names())), users.names());
  }
  if (!request.known) {
    facts.users = users.names();
    facts.items = items.names();
    facts.titles = titles_of(folder, facts.items);
  }
  return data;
}

const auto ratings_spec =
    Spec<Ratings>("ratings", "Ratings of items by users, a line each, in a table.")
        .required("file", &Ratings::file, anything(), "The table's file below root.")
        .key("test_file", &Ratings::test_file, anything(),
             "A table of the same columns for testing.")
        .required("user", &Ratings::user, anything(), "The column of who rates.")
        .elsewhere({"user_col", "userCol"})
        .required("item", &Ratings::item, anything(), "The column of what is rated.")
        .elsewhere({"item_col", "itemCol"})
        .key("rating", &Ratings::rating, anything(),
             "The column of the ratings, or of how often something was bought or seen.")
        .elsewhere({"rating_col", "ratingCol"})
        .key("timestamp", &Ratings::timestamp, anything(),
             "The column of the times, as numbers, by which split_by goes.")
        .key("separator", &Ratings::separator, one_of({"auto", ",", ";", "tab", "|"}),
             "What stands between cells; auto looks at the first line.")
        .elsewhere({"sep", "delimiter"})
        .key("rating_range", &Ratings::rating_range, anything(),
             "The lowest and the highest rating that there can be: others are an error, and "
             "predictions are cut off there; null takes those that training has.")
        .key("duplicates", &Ratings::duplicates, one_of({"error", "last"}),
             "Whether a user may rate an item again; then the last counts.")
        .key("split_by", &Ratings::split_by, one_of({"rating", "last", "time"}),
             "Which ratings validate: rating draws them, last takes the last of each user (but "
             "never all), time the last of all.")
        .key("titles", &Ratings::titles, anything(), "A table of the items' titles below root.")
        .key("title", &Ratings::title, anything(), "Its column of titles.")
        .key("title_item", &Ratings::title_item, anything(),
             "Its column of items; null has the name of `item`.")
        .inherits(data_root_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> ratings() { return kind_of<LoaderSettings>(ratings_spec); }

}  // namespace mlday
