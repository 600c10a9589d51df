// What TensorBoard shows, as messages `Summary`: figures, histograms, pictures, texts, and the
// HParams page's hyperparameters. Formats: tensorboard/compat/proto/summary.proto and
// tensorboard/plugins/. Both of its loaders read all of them: data/server/data_compat.rs (the fast
// one), data_compat.py.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/metrics.h"
#include "report/protobuf.h"

namespace mlday {

/// `counts[i]` values lie between `edges[i]` and `edges[i + 1]`.
struct Histogram {
  std::string name;           ///< "weights/conv2d_1.weight"
  std::vector<double> edges;  ///< one more than counts, ascending
  std::vector<double> counts;
  double min = 0, max = 0, sum = 0, sum_squares = 0;  ///< of the values themselves
};

/// A number where it is one in the config, so that the HParams page can sort and filter by it.
struct Hyperparameter {
  std::string name;
  std::variant<std::string, double, bool> value;
};

/// One point of several curves. What is no number is left out; where nothing is left the message is
/// empty.
ProtoMessage scalar_summary(const Metrics& figures);
ProtoMessage histogram_summary(const Histogram& histogram);
/// PNG files to be shown beside each other; the first one's size is said to be all of them's. An
/// Error names the tag where the first is no PNG. `description` is Markdown, or empty.
ProtoMessage picture_summary(const std::string& tag, const std::vector<std::string>& pngs,
                             const std::string& description);
ProtoMessage text_summary(const std::string& tag, const std::string& markdown);
/// The session of the HParams page that a run is: it begins, and is over with success. `seconds`
/// since 1970.
ProtoMessage session_start_summary(const std::vector<Hyperparameter>& parameters, double seconds);
ProtoMessage session_end_summary(double seconds);

}  // namespace mlday
