// The report's parts that a run alone can tell, as it has them.
#pragma once

#include "run/experiment.h"
#include "store/records.h"
#include "train/train.h"

namespace mlday {

/// When training begins: the network on paper, and the data.
void tell_beginning(const Training& training, std::int64_t tensors_kept, Observer& observer);

/// When it is over, with the weights to show in the network: how each part of the data is
/// recognized, first filters, coefficients, clusters. `weights` names them: "best epoch 17". A part
/// with more than a hundred million outputs is left out, which a note tells.
void tell_ending(Training& training, const std::string& weights, const Metrics& figures,
                 Observer& observer);

}  // namespace mlday
