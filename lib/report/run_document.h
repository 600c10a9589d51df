// A run as the document that its report shows.
#pragma once

#include <string>

#include "store/json.h"
#include "store/run_folder.h"

namespace mlday {

/// What the run's files hold, of a run in training too; parts that are not there yet are left out.
/// What each part is: report/page/README.md.
OrderedJson run_document(const RunFolder& folder);

/// Writes report.html beside the run's other files.
void write_report(const RunFolder& folder);

}  // namespace mlday
