// The report's page: one file with everything in it.
#pragma once

#include <string>

#include "store/json.h"

namespace mlday {

/// HTML that shows a document (report/page/README.md says what it may hold). It asks nothing of any
/// network, and nothing in the document can become markup or script.
std::string page_of(const OrderedJson& document);

}  // namespace mlday
