// What is known of a data set beside its samples: what a network's two ends must fit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tensors/shape.h"

namespace mlday {

/// The target behind a sequence's end: no symbol, counts nowhere (what PyTorch's losses ignore).
inline constexpr std::int64_t no_symbol = -100;

/// How a table's column becomes numbers: one, or with `one_hot` one for each category.
struct ColumnCode {
  std::string name;
  std::string type;                     ///< "numeric", "categorical" or "ordinal"
  bool one_hot = false;                 ///< of categories; else their place in the list
  std::vector<std::string> categories;  ///< sorted, or in the order given
  double shift = 0, scale = 1;          ///< a number x becomes (x - shift) / scale
  std::optional<double> fill;           ///< stands for a missing number, or category's place

  std::int64_t width() const { return one_hot ? static_cast<std::int64_t>(categories.size()) : 1; }
  bool operator==(const ColumnCode&) const = default;
};

/// What looks like a mistake about the data; `mlday check` tells it by the rule of that name.
struct Suspicion {
  std::string rule;  ///< "label-leak"
  std::string key;   ///< the setting that would mend it
  std::string message, hint;
  bool certain = false;  ///< it must not be trained on
};

/// What is known of one field of a sample's inputs. What it holds tells which facts it has: a
/// picture its channels, a table's row its columns, a text its vocabulary.
struct FieldFacts {
  std::string name = "input";
  Shape shape;               ///< of one sample; `varies` where samples differ
  std::int64_t longest = 1;  ///< where it varies, the most that training has

  std::string channels;                 ///< of pictures: "RGB" or "grey"
  Shape uncropped;                      ///< the shape before cropping; empty where nothing is
  std::vector<double> mean, deviation;  ///< of each channel of pictures, where normalized by them

  std::vector<ColumnCode> columns;  ///< of a table's row

  /// Of a text, by symbol: 0 fills up, 1 is any unknown one. Of a bag its terms, by place.
  std::vector<std::string> vocabulary;
  std::string bag;          ///< of a text that is a bag of words: "counts", "tfidf" or "hashed"
  std::vector<double> idf;  ///< of tfidf, each term's weight

  bool is_picture() const { return !channels.empty(); }
  bool is_row() const { return !columns.empty(); }
  bool is_text() const { return !vocabulary.empty() || is_bag(); }
  bool is_bag() const { return !bag.empty(); }
};

/// Of ratings, a sample of which is a user with the items that it rates.
struct RatingFacts {
  std::vector<std::string> users, items;  ///< by number; one more stands for any unknown one
  std::vector<std::string> titles;        ///< of the items; empty where no file tells them
  std::int64_t ratings = 0;               ///< that train
  double low = 0, high = 0;               ///< the range that ratings lie in
};

/// Some loaders know this from their settings alone, all know it once they have found their data.
/// A checkpoint carries it, and evaluation goes by what the checkpoint says.
struct DataFacts {
  /// Never empty; a picture comes first.
  std::vector<FieldFacts> inputs = std::vector<FieldFacts>(1);
  std::vector<std::string> class_names;   ///< by number; empty where targets are numbers
  std::vector<std::string> target_names;  ///< of the numbers in a target; empty where it is a class
  /// Training samples of each class; empty without classes, and until they are counted.
  std::vector<std::int64_t> class_counts;

  bool has_targets = true;  ///< else the names are those of what a task makes of the inputs
  bool is_text = false;     ///< inputs and targets are sequences of the symbols `class_names`

  /// A target number x is learned as (x - shift) / scale; empty where it is learned as it is.
  std::vector<double> target_shift, target_scale;
  std::optional<RatingFacts> ratings;  ///< of ratings alone
  std::vector<Suspicion> suspicions;   ///< not kept in checkpoints

  const FieldFacts& input() const { return inputs.front(); }
  FieldFacts& input() { return inputs.front(); }
  /// The row among the inputs; null where there is none.
  const FieldFacts* row() const;
  bool has_classes() const { return target_names.empty(); }
  /// What a network must tell of a sample: classes, or numbers.
  std::int64_t outputs() const;
  /// "3 x 64 x 64"; of several inputs "photo 3 x 64 x 64 and row 5".
  std::string inputs_text() const;
  /// "43 classes", "the numbers apples and oranges".
  std::string target_text() const;
  /// "age (numeric), smoker (no, yes), review (text, 5,000 words)"; empty where there is no table.
  std::string columns_text() const;
};

/// As a checkpoint's metadata: `class_names` and `preprocessing`, both JSON.
std::map<std::string, std::string> facts_metadata(const DataFacts& facts);

/// Reads it back; an Error that names the checkpoint where it is not there or broken.
DataFacts facts_of_metadata(const std::map<std::string, std::string>& metadata,
                            const std::string& checkpoint);

}  // namespace mlday
