// What a classifier makes of samples, for the report.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "run/sections/evaluation.h"

namespace mlday {

/// A sample's class, and what it was taken for with which probability.
struct SeenClass {
  std::int64_t truth = 0, prediction = 0;
  double confidence = 0, truth_confidence = 0;

  bool right() const { return truth == prediction; }
};

/// `shares` [N, classes] are probabilities, `truth` [N] classes.
std::vector<SeenClass> seen_classes(const torch::Tensor& shares, const torch::Tensor& truth);

/// Adds confusion, figures by class, calibration, curves of two classes, and examples.
void add_classes(OrderedJson& json, const std::vector<SeenClass>& seen, const torch::Tensor& shares,
                 const Evaluated& of, const std::vector<std::string>& samples);

/// Pictures of the mistakes that the network was surest of.
void tell_mistakes(const std::vector<SeenClass>& seen, const Evaluated& of, Observer& observer);

/// A row for each sample: `sample,truth,prediction,confidence,truth_confidence`.
std::string class_predictions_csv(const std::vector<std::string>& samples,
                                  const std::vector<SeenClass>& seen,
                                  const std::vector<std::string>& class_names);

}  // namespace mlday
