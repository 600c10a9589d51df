// predictions/<part>.csv: what a run's best weights make of each sample. Two runs are compared by
// it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlday {

/// A sample, or one target number of it, and what it was taken for.
struct Prediction {
  std::string sample;
  std::string target;             ///< the number's name; empty of classes
  std::string truth, prediction;  ///< classes by name; else numbers as text
};

/// The first line of a table of classes, and a row of it: classes by name, shares in [0, 1].
std::string class_predictions_header();
std::string class_prediction_row(const std::string& sample, const std::string& truth,
                                 const std::string& prediction, double confidence,
                                 double truth_confidence);

/// The same of numbers: a row for each target number of a sample, in the target's own unit.
std::string number_predictions_header();
std::string number_prediction_row(const std::string& sample, const std::string& target,
                                  double truth, double prediction);

/// Reads either table. An Error names the file and the line where it is broken.
std::vector<Prediction> read_predictions(const std::filesystem::path& csv);

}  // namespace mlday
