#include "data/tables/bag.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "config/setting_error.h"
#include "core/checksum.h"

namespace mlday {

const Spec<BagSettings>& bag_spec() {
  static const auto spec =
      Spec<BagSettings>("columns", "")
          .key(
              "ngrams", &BagSettings::ngrams, between(1, 10),
              "Of a text as counts, tfidf or hashed: groups of how many words in a row count, from "
              "the first number to the second.")
          .elsewhere({"ngram_range"})
          .key("n_features", &BagSettings::n_features, between(2, 1 << 22),
               "Of a hashed text: how many numbers it becomes.")
          .elsewhere({"num_features", "hash_size"});
  return spec;
}

std::vector<std::string> terms_of(const std::string& text, const WordSettings& words,
                                  const BagSettings& bag) {
  const auto single = words_of(text, words);
  const char* between = words.split == "character" ? "" : " ";
  std::vector<std::string> terms;
  for (auto length = bag.ngrams.front(); length <= bag.ngrams.back(); ++length)
    for (std::size_t first = 0; first + static_cast<std::size_t>(length) <= single.size();
         ++first) {
      std::string term = single[first];
      for (std::size_t i = 1; i < static_cast<std::size_t>(length); ++i)
        term += between + single[first + i];
      terms.push_back(std::move(term));
    }
  return terms;
}

void fit_bag(const std::vector<std::string>& texts, const WordSettings& words,
             const BagSettings& bag, std::int64_t min_count, FieldFacts& field) {
  if (field.bag == "hashed") {
    field.shape = {bag.n_features};
    return;
  }
  struct Uses {
    std::int64_t times = 0, texts = 0;
  };
  std::map<std::string, Uses> uses;
  for (const auto& text : texts) {
    std::set<std::string> seen;
    for (auto& term : terms_of(text, words, bag)) {
      ++uses[term].times;
      if (seen.insert(term).second) ++uses[term].texts;
    }
  }
  std::vector<std::pair<std::string, Uses>> ordered;
  for (const auto& entry : uses)
    if (entry.second.texts >= min_count) ordered.push_back(entry);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.second.times > b.second.times; });
  if (words.max_tokens && static_cast<std::int64_t>(ordered.size()) > *words.max_tokens)
    ordered.resize(static_cast<std::size_t>(*words.max_tokens));
  if (ordered.empty())
    throw SettingError("dataset.columns." + field.name,
                       "the column `" + field.name +
                           "` has no word in any training row: ignore it, or take a smaller "
                           "min_count");
  field.vocabulary.clear();
  field.idf.clear();
  for (const auto& [term, used] : ordered) {
    field.vocabulary.push_back(term);
    if (field.bag == "tfidf")
      field.idf.push_back(std::log((1.0 + static_cast<double>(texts.size())) /
                                   (1.0 + static_cast<double>(used.texts))) +
                          1);
  }
  field.shape = {static_cast<std::int64_t>(ordered.size())};
}

namespace {

void to_length_1(torch::Tensor& numbers) {
  auto* values = numbers.data_ptr<float>();
  double squares = 0;
  for (std::int64_t i = 0; i < numbers.numel(); ++i) squares += double{values[i]} * values[i];
  if (squares > 0) numbers.div_(std::sqrt(squares));
}

}  // namespace

std::function<torch::Tensor(const std::string&)> bag_of(const FieldFacts& field,
                                                        const WordSettings& words,
                                                        const BagSettings& bag) {
  const auto size = field.shape.at(0);
  if (field.bag == "hashed")
    return [size, words, bag](const std::string& text) {
      auto numbers = torch::zeros({size}, torch::kFloat32);
      auto* values = numbers.data_ptr<float>();
      for (const auto& term : terms_of(text, words, bag)) {
        const auto hash = checksum(term);
        constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
        const auto place = (hash & ~sign_bit) % static_cast<std::uint64_t>(size);
        values[place] += hash & sign_bit ? -1.0F : 1.0F;
      }
      to_length_1(numbers);
      return numbers;
    };
  std::unordered_map<std::string, std::int64_t> place;
  for (const auto& term : field.vocabulary)
    place.emplace(term, static_cast<std::int64_t>(place.size()));
  return [size, words, bag, place = std::move(place), idf = field.idf](const std::string& text) {
    auto numbers = torch::zeros({size}, torch::kFloat32);
    auto* values = numbers.data_ptr<float>();
    for (const auto& term : terms_of(text, words, bag))
      if (const auto known = place.find(term); known != place.end()) values[known->second] += 1;
    if (idf.empty()) return numbers;
    for (std::int64_t i = 0; i < size; ++i)
      values[i] = static_cast<float>(values[i] * idf[static_cast<std::size_t>(i)]);
    to_length_1(numbers);
    return numbers;
  };
}

}  // namespace mlday
