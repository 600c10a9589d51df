#include "data/tables/words.h"

#include <algorithm>

#include "core/text.h"

namespace mlday {
namespace {

/// The C locale's: what the user's language is changes nothing.
bool is_punctuation(char c) {
  return c > ' ' && c < 127 &&
         !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
}
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string standardized(const std::string& text, const std::string& how) {
  const bool lowers = how == "lower" || how == "lower_and_strip_punctuation";
  const bool strips = how == "strip_punctuation" || how == "lower_and_strip_punctuation";
  std::string result;
  for (const char c : text)
    if (!strips || !is_punctuation(c))
      result += lowers && c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return result;
}

std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> characters;
  for (std::size_t at = 0; at < text.size(); at += characters.back().size())
    characters.push_back(text.substr(at, std::max<std::size_t>(utf8_length(text, at), 1)));
  return characters;
}

std::vector<std::string> between_spaces(const std::string& text) {
  std::vector<std::string> words;
  for (auto at = text.begin(); at != text.end();) {
    const auto start = std::find_if_not(at, text.end(), is_space);
    at = std::find_if(start, text.end(), is_space);
    if (start != at) words.emplace_back(start, at);
  }
  return words;
}

}  // namespace

const Spec<WordSettings>& word_spec() {
  static const auto spec =
      Spec<WordSettings>("columns", "")
          .key("standardize", &WordSettings::standardize,
               one_of({"lower_and_strip_punctuation", "lower", "strip_punctuation", "none"}),
               "What is done to a text column's letters and punctuation (ASCII's) first.")
          .key("split", &WordSettings::split, one_of({"whitespace", "character"}),
               "Where a text column's words end; with `character` each character is one.")
          .key("max_tokens", &WordSettings::max_tokens, between(3, 10'000'000),
               "How many words a text column knows, the most frequent of the training samples; two "
               "of them stand for filling (0) and unknown words (1). null knows all.")
          .elsewhere({"vocab_size", "num_words"})
          .key("max_length", &WordSettings::max_length, extent(),
               "A text column's texts end after so many words; null takes them whole.")
          .elsewhere({"output_sequence_length", "maxlen"});
  return spec;
}

std::vector<std::string> words_of(const std::string& text, const WordSettings& settings) {
  const auto clean = standardized(text, settings.standardize);
  auto words = settings.split == "character" ? characters_of(clean) : between_spaces(clean);
  if (settings.max_length && static_cast<std::int64_t>(words.size()) > *settings.max_length)
    words.resize(static_cast<std::size_t>(*settings.max_length));
  return words;
}

std::vector<std::string> vocabulary_of(const std::vector<std::string>& texts,
                                       const WordSettings& settings) {
  std::map<std::string, std::int64_t> uses;
  for (const auto& text : texts)
    for (const auto& word : words_of(text, settings)) ++uses[word];
  std::vector<std::pair<std::int64_t, std::string>> ordered;
  for (const auto& [word, count] : uses) ordered.emplace_back(count, word);
  std::sort(ordered.rbegin(), ordered.rend());
  std::vector<std::string> vocabulary{"", "[UNK]"};
  for (const auto& [count, word] : ordered) {
    if (settings.max_tokens && static_cast<std::int64_t>(vocabulary.size()) >= *settings.max_tokens)
      break;
    vocabulary.push_back(word);
  }
  return vocabulary;
}

TextEncoder::TextEncoder(const std::vector<std::string>& vocabulary, WordSettings settings)
    : settings_(std::move(settings)) {
  for (std::size_t i = unknown_word + 1; i < vocabulary.size(); ++i)
    number_.emplace(vocabulary[i], static_cast<std::int64_t>(i));
}

torch::Tensor TextEncoder::encode(const std::string& text) const {
  std::vector<std::int64_t> numbers;
  for (const auto& word : words_of(text, settings_)) {
    const auto known = number_.find(word);
    numbers.push_back(known == number_.end() ? unknown_word : known->second);
  }
  if (numbers.empty()) numbers.push_back(unknown_word);
  return torch::tensor(numbers, torch::kInt64);
}

}  // namespace mlday
