// Which epochs of a long history to show.
#pragma once

#include <vector>

#include "store/json.h"
#include "store/records.h"

namespace mlday {

/// All of a history of up to 2,000 epochs; of a longer one the first and the last epoch, the one of
/// this number (0: none), and of each of a thousand spans the two with the lowest and the highest
/// loss. Indices, ascending.
std::vector<std::size_t> thinned_history(const std::vector<EpochRecord>& history,
                                         std::int64_t always);

/// These epochs as a page reads them: {epoch, seconds, lr, metrics: {name: values}}, lists of equal
/// length; seconds are those of training up to each.
OrderedJson history_json(const std::vector<EpochRecord>& history, std::int64_t always);

}  // namespace mlday
