// Texts as numbers of words: Keras' TextVectorization.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/spec.h"

namespace mlday {

/// How a text becomes words. Names, values and defaults are Keras'.
struct WordSettings {
  std::string standardize = "lower_and_strip_punctuation", split = "whitespace";
  std::optional<std::int64_t> max_tokens, max_length;

  bool operator==(const WordSettings&) const = default;
};

const Spec<WordSettings>& word_spec();

/// The words of a text, at most `max_length`. Letters and punctuation are ASCII's, as in Keras.
std::vector<std::string> words_of(const std::string& text, const WordSettings& settings);

/// What stands for a word that training has not, and for an empty text.
inline constexpr std::int64_t unknown_word = 1;

/// The words of these texts by number: "" (what fills up shorter texts), "[UNK]" (unknown words),
/// then the most frequent first, those that are as frequent in falling order; `max_tokens` in all.
std::vector<std::string> vocabulary_of(const std::vector<std::string>& texts,
                                       const WordSettings& settings);

/// Turns texts into the numbers of their words.
class TextEncoder {
 public:
  TextEncoder(const std::vector<std::string>& vocabulary, WordSettings settings);
  /// [words] int64; an empty text is one unknown word.
  torch::Tensor encode(const std::string& text) const;

 private:
  std::map<std::string, std::int64_t> number_;
  WordSettings settings_;
};

}  // namespace mlday
