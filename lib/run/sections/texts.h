// What a language model writes while it learns.
#pragma once

#include <chrono>

#include "run/experiment.h"
#include "store/run_folder.h"
#include "train/train.h"

namespace mlday {

/// After the first epoch, and then where it costs under a hundredth of the time, the section
/// "texts": a few texts by the same random numbers each time. Of very many epochs every second one
/// is forgotten.
class TextsOverTime : public Observer {
 public:
  /// Goes on with what the run has written up to its `progress`. All must outlive it.
  TextsOverTime(Training& training, const ResolvedConfig& config, Observer& told);

  void on_epoch(const EpochRecord& record) override;

 private:
  using Clock = std::chrono::steady_clock;

  std::vector<std::string> written();

  Training& training_;
  Observer& told_;
  SampleRequest request_;
  std::int64_t steps_;  ///< of every input, where there may be no others
  OrderedJson texts_ = OrderedJson::array();
  Clock::time_point next_;
};

}  // namespace mlday
