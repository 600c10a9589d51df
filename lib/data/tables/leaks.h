// The leak guard: inputs that tell the target (the journal's day 59).
#pragma once

#include "data/tables/table.h"

namespace mlday {

/// Every input column that is a target or equals one, determines one, or correlates with one above
/// .999, and columns that number the rows. Those that the settings allow are passed over.
std::vector<Suspicion> find_leaks(const TableSettings& settings, const Table& table);

}  // namespace mlday
