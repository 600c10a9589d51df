// `mlday recommend`: items for a user, with what they are like among those it rated, or items that
// are like another.
#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/target.h"
#include "run/verbs/verbs.h"
#include "store/json.h"
#include "tasks/recommendation/tastes.h"
#include "train/checkpoint.h"

namespace mlday {
namespace {

/// An item and how it stands to what was asked: a rating, or a cosine.
struct Scored {
  std::int64_t item = 0;
  double score = 0;
};

/// The `number` highest, of equal ones the first of the data.
std::vector<Scored> best_of(std::vector<Scored> all, std::int64_t number) {
  const auto count = std::min(number, std::ssize(all));
  std::partial_sort(all.begin(), all.begin() + count, all.end(),
                    [](const Scored& a, const Scored& b) {
                      return a.score != b.score ? a.score > b.score : a.item < b.item;
                    });
  all.resize(static_cast<std::size_t>(count));
  return all;
}

class Recommendations {
 public:
  Recommendations(const RecommendRequest& request, const RatingFacts& facts,
                  const TastesModule& tastes, bool is_implicit)
      : request_(request), facts_(facts), tastes_(tastes), is_implicit_(is_implicit) {}

  void for_user() const {
    const auto user = number_of(*request_.user, facts_.users, "user");
    const auto rated = tastes_.rated_items(user);
    std::vector<bool> is_rated(facts_.items.size());
    for (const auto item : rated) is_rated[static_cast<std::size_t>(item)] = true;
    std::vector<Scored> all;
    for (std::int64_t item = 0; item < tastes_.items(); ++item)
      if (!is_rated[static_cast<std::size_t>(item)])
        all.push_back({item, tastes_.rating(user, item)});
    const auto best = best_of(std::move(all), request_.number);
    if (request_.json) return print_user_json(user, best);
    std::printf("User %s, who has %s%s\n", request_.user->c_str(),
                counted(std::ssize(rated), "rating").c_str(),
                rated.empty() ? " in training: what all like best" : "");
    TextTable table("rlrl");
    table.row({"", "item", is_implicit_ ? "interest" : "rating", "like what the user rated"});
    for (std::size_t i = 0; i < best.size(); ++i) {
      std::vector<std::string> reasons;
      for (const auto& reason : reasons_for(user, best[i].item))
        reasons.push_back(title(reason.item) + " (" + rounded(value_of(user, reason.item), 3) +
                          ")");
      table.row({std::to_string(i + 1), title(best[i].item), rounded(cut(best[i].score), 3),
                 join(reasons, ", ")});
    }
    std::puts(table.str("  ").c_str());
  }

  void like_item() const {
    const auto item = number_of(*request_.item, facts_.items, "item");
    if (!tastes_.knows_item(item))
      throw usage_error("nothing is known of the item " + *request_.item +
                        " that others could be like: " +
                        (tastes_.rank() == 0 ? "the model has no factors (task.rank)"
                                             : "it has no ratings in training"));
    std::vector<Scored> all;
    for (std::int64_t other = 0; other < tastes_.items(); ++other)
      if (other != item && tastes_.knows_item(other))
        all.push_back({other, tastes_.cosine_of_items(item, other)});
    const auto best = best_of(std::move(all), request_.number);
    if (request_.json) {
      OrderedJson json{{"item", facts_.items[static_cast<std::size_t>(item)]},
                       {"title", title(item)},
                       {"similar", OrderedJson::array()}};
      for (const auto& other : best) {
        auto one = item_json(other.item);
        one["cosine"] = number_json(other.score);
        json["similar"].push_back(one);
      }
      std::puts(json_text(json, 2).c_str());
      return;
    }
    std::printf("Items like %s\n", title(item).c_str());
    TextTable table("rlr");
    table.row({"", "item", "cosine"});
    for (std::size_t i = 0; i < best.size(); ++i)
      table.row({std::to_string(i + 1), title(best[i].item), rounded(best[i].score, 3)});
    std::puts(table.str("  ").c_str());
  }

 private:
  static std::int64_t number_of(const std::string& name, const std::vector<std::string>& names,
                                const std::string& what) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return found - names.begin();
    constexpr std::size_t shown = 5;
    const std::vector<std::string> some(
        names.begin(), names.begin() + static_cast<long>(std::min(shown, names.size())));
    throw usage_error("--" + what + " " + name + ": the run was trained on " +
                      counted(std::ssize(names), what) + ", and this is none of them (" +
                      join(some, ", ") + (names.size() > shown ? ", ..." : "") + ")");
  }

  std::string title(std::int64_t item) const {
    const auto at = static_cast<std::size_t>(item);
    return in_one_line(facts_.titles.empty() ? facts_.items[at] : facts_.titles[at]);
  }
  double cut(double score) const {
    return is_implicit_ ? score : std::clamp(score, facts_.low, facts_.high);
  }
  double value_of(std::int64_t user, std::int64_t item) const {
    const auto items = tastes_.rated_items(user);
    const auto found = std::find(items.begin(), items.end(), item);
    return tastes_.rated_values(user)[static_cast<std::size_t>(found - items.begin())];
  }
  /// What the user rated that is nearest to the item.
  std::vector<Scored> reasons_for(std::int64_t user, std::int64_t item) const {
    std::vector<Scored> all;
    if (!tastes_.knows_item(item)) return all;
    for (const auto rated : tastes_.rated_items(user))
      if (const double cosine = tastes_.cosine_of_items(item, rated); cosine > 0)
        all.push_back({rated, cosine});
    return best_of(std::move(all), request_.reasons);
  }
  OrderedJson item_json(std::int64_t item) const {
    return {{"item", facts_.items[static_cast<std::size_t>(item)]}, {"title", title(item)}};
  }
  void print_user_json(std::int64_t user, const std::vector<Scored>& best) const {
    OrderedJson json{{"user", *request_.user},
                     {"ratings", tastes_.rated_items(user).size()},
                     {"recommended", OrderedJson::array()}};
    for (const auto& [item, score] : best) {
      auto one = item_json(item);
      one[is_implicit_ ? "interest" : "rating"] = number_json(cut(score));
      one["reasons"] = OrderedJson::array();
      for (const auto& reason : reasons_for(user, item)) {
        auto because = item_json(reason.item);
        because["rating"] = value_of(user, reason.item);
        because["cosine"] = number_json(reason.score);
        one["reasons"].push_back(because);
      }
      json["recommended"].push_back(one);
    }
    std::puts(json_text(json, 2).c_str());
  }

  const RecommendRequest& request_;
  const RatingFacts& facts_;
  const TastesModule& tastes_;
  bool is_implicit_;
};

}  // namespace

int recommend_run(const RecommendRequest& request) {
  if (request.user.has_value() == request.item.has_value())
    throw usage_error(
        "say for whom (--user ID), or what the items are to be like (--item ID), one of the two");
  const Target target = find_target(request.what, request.checkpoint, request.out);
  const auto path = target.checkpoint.string();
  const SafetensorsFile file(target.checkpoint);
  const auto config = config_of_checkpoint(file, path, {});
  if (config.experiment.task.kind() != "recommendation" || !config.facts->ratings)
    throw usage_error(path + " is no recommender's (task: recommendation)");
  use_threads(std::nullopt);
  Network network(plan_of(config));
  load_weights(network, file, path, false);
  const bool is_implicit = node_at(config.tree, "task.implicit").text == "true";
  const Recommendations all(request, *config.facts->ratings, tastes_of(network), is_implicit);
  request.user ? all.for_user() : all.like_item();
  return 0;
}

}  // namespace mlday
