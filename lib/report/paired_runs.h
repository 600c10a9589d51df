// Runs held against the first of them on the samples that both were evaluated on.
#pragma once

#include <string>
#include <vector>

#include "report/compared_run.h"
#include "report/pools.h"
#include "store/json.h"

namespace mlday {

/// A test for each other run, with Holm's correction where there are several; why there is none
/// where there can be none. Of more than two runs, one that is pooled is not tested against a first
/// that is pooled too: their pools' means say more. `part` as in `compare_document`.
OrderedJson paired_tests_json(const std::vector<ComparedRun>& runs, const Pools& pools,
                              const std::string& part);

}  // namespace mlday
