#include "run/verbs/gallery.h"

#include <algorithm>

#include "core/file.h"
#include "core/text.h"
#include "data/contact_sheet.h"
#include "plot/picture_sheet.h"
#include "run/sections/pictures.h"

namespace mlday {
namespace {

constexpr std::int64_t most_shown = 64;

struct Prediction {
  std::int64_t sample, truth, taken_for;
  double share;  ///< of the class that it was taken for
};

std::vector<Prediction> predictions_of(const torch::Tensor& shares, const torch::Tensor& truth) {
  const auto [share, taken_for] = shares.max(1);
  std::vector<Prediction> all;
  for (std::int64_t i = 0; i < truth.size(0); ++i)
    all.push_back({i, truth[i].item<std::int64_t>(), taken_for[i].item<std::int64_t>(),
                   share[i].item<double>()});
  return all;
}

}  // namespace

std::string write_galleries(const std::filesystem::path& folder, const Dataset& dataset,
                            const torch::Tensor& shares, const torch::Tensor& truth,
                            const DataFacts& facts) {
  std::vector<Prediction> right, wrong;
  for (const auto& prediction : predictions_of(shares, truth))
    (prediction.truth == prediction.taken_for ? right : wrong).push_back(prediction);
  std::stable_sort(wrong.begin(), wrong.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  const auto name = [&](std::int64_t number) {
    return facts.class_names[static_cast<std::size_t>(number)];
  };
  const auto exhibit = [&](const Prediction& p, std::vector<std::string> lines) {
    const auto input = dataset.get(p.sample).input();
    return Exhibit{picture_url(unnormalized(input, facts.input())), std::move(lines)};
  };
  const auto percent = [](double share) { return rounded(100 * share, 3) + " %"; };
  std::vector<Exhibit> of_right, of_wrong;
  for (const auto i : evenly_spread(std::ssize(right), most_shown)) {
    const auto& p = right[static_cast<std::size_t>(i)];
    of_right.push_back(exhibit(p, {name(p.truth), percent(p.share)}));
  }
  for (const auto& p : wrong) {
    if (std::ssize(of_wrong) == most_shown) break;
    of_wrong.push_back(exhibit(
        p, {"is " + name(p.truth), "taken for " + name(p.taken_for) + ", " + percent(p.share)}));
  }
  write_file_atomically(folder / "right.svg", picture_sheet("Right", of_right));
  write_file_atomically(folder / "wrong.svg",
                        picture_sheet("Wrong, the surest of them first", of_wrong));
  const auto some = [](std::size_t part, std::size_t all) {
    return std::to_string(part) + " of " + with_commas(static_cast<std::int64_t>(all));
  };
  return "Gallery: " + (folder / "right.svg").string() + " (" +
         some(of_right.size(), right.size()) + "), " + (folder / "wrong.svg").string() + " (" +
         some(of_wrong.size(), wrong.size()) + ")";
}

}  // namespace mlday
