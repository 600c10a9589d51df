// A text as numbers of its words, in no order: counts, tf-idf, or hashed.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/facts.h"
#include "data/tables/words.h"

namespace mlday {

/// How words become numbers. Names are scikit-learn's (CountVectorizer, TfidfVectorizer,
/// HashingVectorizer).
struct BagSettings {
  std::vector<std::int64_t> ngrams{1, 1};  ///< from so many words in a row to so many
  std::int64_t n_features = 16384;         ///< of hashed

  bool operator==(const BagSettings&) const = default;
};

const Spec<BagSettings>& bag_spec();

/// The words and groups of words of a text.
std::vector<std::string> terms_of(const std::string& text, const WordSettings& words,
                                  const BagSettings& bag);

/// Learns the terms from the training texts and sets the field's vocabulary (the most frequent
/// first, at least `min_count` texts having each, `max_tokens` at most), its shape and, for tf-idf,
/// each term's weight: ln((1 + texts) / (1 + texts with it)) + 1.
void fit_bag(const std::vector<std::string>& texts, const WordSettings& words,
             const BagSettings& bag, std::int64_t min_count, FieldFacts& field);

/// Gives a text's numbers [terms]: how often each term is there; for tf-idf times its weight and
/// divided by the length of the whole; hashed, each term adds 1 or -1 at a place that its hash
/// tells, divided by the length of the whole.
std::function<torch::Tensor(const std::string& text)> bag_of(const FieldFacts& field,
                                                             const WordSettings& words,
                                                             const BagSettings& bag);

}  // namespace mlday
