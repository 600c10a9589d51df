// Splits by count, by fold, by class and by list, beside those by fraction (batches.cpp).
#include "core/rng.h"
#include "data/split.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// Rows whose classes are as often as asked: {3, 1} is three of class 0 and one of class 1, mixed.
std::shared_ptr<TensorDataset> classes(const std::vector<std::int64_t>& counts) {
  std::vector<std::int64_t> labels;
  for (std::size_t c = 0; c < counts.size(); ++c)
    labels.insert(labels.end(), static_cast<std::size_t>(counts[c]), static_cast<std::int64_t>(c));
  std::vector<std::int64_t> mixed;
  for (const auto i : Rng(1).permutation(static_cast<std::int64_t>(labels.size())))
    mixed.push_back(labels[static_cast<std::size_t>(i)]);
  const auto size = static_cast<std::int64_t>(mixed.size());
  return std::make_shared<TensorDataset>(torch::arange(size, torch::kFloat32).reshape({size, 1}),
                                         torch::tensor(mixed));
}

std::vector<std::int64_t> counts_of(const Dataset& dataset,
                                    const std::vector<std::int64_t>& indices) {
  std::vector<std::int64_t> counts(3);
  for (const auto i : indices) ++counts.at(static_cast<std::size_t>(dataset.label(i)));
  return counts;
}

}  // namespace

TEST_CASE("a split by count takes that many") {
  const auto data = classes({50, 50});
  const auto split = split_dataset(*data, {.count = 17}, 1);
  CHECK(split.validation.size() == 17);
  CHECK(split.train.size() == 83);
  CHECK_THROWS_AS(split_dataset(*data, {.count = 101}, 1), Error);
}

TEST_CASE("a stratified split gives each class its share and the sum its size") {
  const auto data = classes({60, 30, 11});
  const auto split = split_dataset(*data, {.fraction = .25, .stratified = true}, 7);
  CHECK(split.validation.size() == 26);  // .25 * 101 = 25.25
  CHECK(counts_of(*data, split.validation) == std::vector<std::int64_t>{15, 8, 3});
  CHECK(split.validation !=
        split_dataset(*data, {.fraction = .25, .stratified = true}, 8).validation);
}

TEST_CASE("the folds cover all samples, each once, and differ by one in size at most") {
  const auto data = classes({40, 21, 7});
  for (const bool stratified : {false, true}) {
    INFO("stratified: " << stratified);
    std::vector<std::int64_t> all;
    for (std::int64_t fold = 0; fold < 5; ++fold) {
      const auto split =
          split_dataset(*data, {.folds = 5, .fold = fold, .stratified = stratified}, 3);
      CHECK((split.validation.size() == 13 || split.validation.size() == 14));
      CHECK(split.train.size() + split.validation.size() == 68);
      all.insert(all.end(), split.validation.begin(), split.validation.end());
      if (!stratified) continue;
      const auto counts = counts_of(*data, split.validation);
      CHECK(counts[0] == 8);
      CHECK((counts[1] == 4 || counts[1] == 5));
      CHECK((counts[2] == 1 || counts[2] == 2));
    }
    std::sort(all.begin(), all.end());
    std::vector<std::int64_t> every(68);
    for (std::size_t i = 0; i < 68; ++i) every[i] = static_cast<std::int64_t>(i);
    CHECK(all == every);
  }
}

TEST_CASE("what contradicts itself or asks for more than there is is refused") {
  const auto data = classes({10, 10});
  const auto wrong = [](const ValidationSettings& settings) {
    return settings.contradiction().value_or("nothing");
  };
  CHECK_THAT(wrong({.fraction = .2, .count = 3}), ContainsSubstring("fraction and count"));
  CHECK_THAT(wrong({.folds = 5, .fold = 5}), ContainsSubstring("the last is 4"));
  CHECK(wrong({.folds = 5, .fold = 4}) == "nothing");
  CHECK_THROWS_WITH(split_dataset(*data, {.folds = 21}, 1), ContainsSubstring("20 samples"));
  const TensorDataset numbers(torch::rand({4, 1}), torch::full({4}, -1, torch::kInt64));
  CHECK_THROWS_WITH(split_dataset(numbers, {.fraction = .5, .stratified = true}, 1),
                    ContainsSubstring("no classes"));
}

TEST_CASE("a list names the samples that validate") {
  const TemporaryFolder folder;
  const auto data = classes({3, 3});
  write_file_atomically(folder / "list.txt", "row 4\n\n  row 1\r\n");
  const auto split = split_by_list(*data, folder / "list.txt", "");
  CHECK(split.validation == std::vector<std::int64_t>{1, 4});
  CHECK(split.train == std::vector<std::int64_t>{0, 2, 3, 5});
  write_file_atomically(folder / "list.txt", "row 4\nrow 6\n");
  CHECK_THROWS_WITH(split_by_list(*data, folder / "list.txt", ""),
                    ContainsSubstring("`row 6`") && ContainsSubstring("list.txt"));
  write_file_atomically(folder / "list.txt", "\n");
  CHECK_THROWS_WITH(split_by_list(*data, folder / "list.txt", ""),
                    ContainsSubstring("names no sample"));
}
