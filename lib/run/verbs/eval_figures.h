// What an evaluation comes to, and how it is told.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/metrics.h"
#include "data/parts.h"
#include "run/engine.h"
#include "run/target.h"
#include "tasks/confusion.h"
#include "tasks/task.h"
#include "train/evaluate.h"

namespace mlday {

/// What predictions of one class per sample come to, class by class.
struct ByClass {
  Confusion confusion;
  ClassificationReport report;
};

struct EvalFigures {
  Metrics metrics;
  std::int64_t samples = 0;
  std::optional<ByClass> by_class;  ///< none where a sample has no single class
};

EvalFigures figures_of(const Outputs& result, const Task& task, const DataFacts& facts);

/// Counts by truth (rows) and prediction, with the classes' names.
std::string confusion_csv(const Confusion& confusion, const std::vector<std::string>& names);

/// To standard output; `names` are the classes'.
void print_json(const EvalFigures& figures, const EvalRequest& request, const Target& target,
                const DataParts& data, const std::vector<std::string>& names);
void print_text(const EvalFigures& figures, const EvalRequest& request, const Target& target,
                const DataParts& data, const std::vector<std::string>& names);

}  // namespace mlday
