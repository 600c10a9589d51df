// Words as vectors: files of GloVe and of word2vec's text form, and what is asked of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mlday {

using Vector = std::vector<double>;

/// A table of words, each with as many numbers.
class WordVectors {
 public:
  /// Reads `word v1 v2 ...` lines, with or without a first line `words numbers`; of a word that
  /// comes again the first counts. A line with another count of numbers, or that is no UTF-8, is an
  /// Error with its number.
  explicit WordVectors(const std::filesystem::path& file);

  std::int64_t size() const { return static_cast<std::int64_t>(words_.size()); }
  std::int64_t numbers() const { return static_cast<std::int64_t>(numbers_); }
  const std::vector<std::string>& words() const { return words_; }
  bool has(const std::string& word) const { return places_.contains(word); }
  /// A usage Error with near names where the file has no such word.
  Vector operator[](const std::string& word) const;

  using Near = std::pair<std::string, double>;
  /// The words with the largest cosine to a vector, the nearest first.
  std::vector<Near> nearest(const Vector& to, std::size_t count,
                            const std::vector<std::string>& but) const;
  /// a : b = c : ? by the largest cosine of (b - a) with (w - c), over all words but these three.
  Near analogy_by_difference(const std::string& a, const std::string& b,
                             const std::string& c) const;
  /// The same by the largest cosine of w with b - a + c, the usual rule.
  Near analogy_by_sum(const std::string& a, const std::string& b, const std::string& c) const;

 private:
  std::int64_t place(const std::string& word) const;
  const float* row(std::size_t place) const { return values_.data() + place * numbers_; }

  std::vector<std::string> words_;
  std::unordered_map<std::string, std::int64_t> places_;
  std::vector<float> values_;  ///< [words, numbers]
  std::size_t numbers_ = 0;
};

double cosine(const Vector& a, const Vector& b);
Vector difference(const Vector& a, const Vector& b);

/// A word without its part along `axis`.
Vector neutralized(const Vector& word, const Vector& axis);
/// Two words moved to the same distance from what is neutral to `axis` (Bolukbasi et al., 2016).
std::pair<Vector, Vector> equalized(const Vector& a, const Vector& b, const Vector& axis);

}  // namespace mlday
