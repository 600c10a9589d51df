#include "words/word_vectors.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/error.h"
#include "core/text.h"
#include "words/read_vectors.h"

namespace mlday {

WordVectors::WordVectors(const std::filesystem::path& file) {
  auto table = read_vectors(file);
  words_ = std::move(table.words);
  values_ = std::move(table.values);
  numbers_ = table.numbers;
  places_.reserve(words_.size());
  for (std::size_t i = 0; i < words_.size(); ++i)
    places_.emplace(words_[i], static_cast<std::int64_t>(i));
}

std::int64_t WordVectors::place(const std::string& word) const {
  const auto found = places_.find(word);
  if (found != places_.end()) return found->second;
  const auto meant = mlday::nearest(word, words_);
  throw usage_error("the file has no word `" + word + "`" +
                    (meant ? ": did you mean `" + *meant + "`?" : ""));
}

Vector WordVectors::operator[](const std::string& word) const {
  const float* first = row(static_cast<std::size_t>(place(word)));
  return {first, first + numbers_};
}

namespace {

/// The cosine of (row - from) with `to`; `from` is empty for the row itself.
double cosine_of_row(const float* row, const Vector& from, const Vector& to, double length) {
  double product = 0, square = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    const double value = row[i] - (from.empty() ? 0 : from[i]);
    product += value * to[i];
    square += value * value;
  }
  return square > 0 && length > 0 ? product / (std::sqrt(square) * length) : 0;
}

double length_of(const Vector& a) {
  double square = 0;
  for (const double value : a) square += value * value;
  return std::sqrt(square);
}

double product_of(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// a + factor * b.
Vector plus(Vector a, double factor, const Vector& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += factor * b[i];
  return a;
}

Vector part_along(const Vector& a, const Vector& axis) {
  return plus(Vector(a.size(), 0), product_of(a, axis) / product_of(axis, axis), axis);
}

}  // namespace

std::vector<WordVectors::Near> WordVectors::nearest(const Vector& to, std::size_t count,
                                                    const std::vector<std::string>& but) const {
  std::vector<std::pair<double, std::size_t>> all;
  const double length = length_of(to);
  for (std::size_t i = 0; i < words_.size(); ++i)
    if (std::find(but.begin(), but.end(), words_[i]) == but.end())
      all.emplace_back(cosine_of_row(row(i), {}, to, length), i);
  count = std::min(count, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                    [](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : a.second < b.second;
                    });
  std::vector<Near> result;
  for (std::size_t i = 0; i < count; ++i) result.emplace_back(words_[all[i].second], all[i].first);
  return result;
}

WordVectors::Near WordVectors::analogy_by_difference(const std::string& a, const std::string& b,
                                                     const std::string& c) const {
  const auto axis = difference((*this)[b], (*this)[a]), from = (*this)[c];
  const double length = length_of(axis);
  Near best{"", -2};
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const auto& word = words_[i];
    if (word == a || word == b || word == c) continue;
    const double close = cosine_of_row(row(i), from, axis, length);
    if (close > best.second) best = {word, close};
  }
  return best;
}

WordVectors::Near WordVectors::analogy_by_sum(const std::string& a, const std::string& b,
                                              const std::string& c) const {
  const auto near = nearest(plus(difference((*this)[b], (*this)[a]), 1, (*this)[c]), 1, {a, b, c});
  return near.empty() ? Near{"", -2} : near.front();
}

double cosine(const Vector& a, const Vector& b) {
  return product_of(a, b) / (length_of(a) * length_of(b));
}

Vector difference(const Vector& a, const Vector& b) { return plus(a, -1, b); }

Vector neutralized(const Vector& word, const Vector& axis) {
  return difference(word, part_along(word, axis));
}

std::pair<Vector, Vector> equalized(const Vector& a, const Vector& b, const Vector& axis) {
  Vector middle = plus(a, 1, b);
  for (double& value : middle) value /= 2;
  const auto along = part_along(middle, axis), rest = difference(middle, along);
  const double reach = std::sqrt(std::abs(1 - product_of(rest, rest)));
  const auto moved = [&](const Vector& word) {
    const auto shift = difference(part_along(word, axis), along);
    const double far = length_of(difference(difference(word, rest), along));
    return plus(rest, reach / far, shift);
  };
  return {moved(a), moved(b)};
}

}  // namespace mlday
