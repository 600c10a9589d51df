#include "data/dataset.h"

namespace mlday {

Sample Subset::get(std::int64_t index) const { return whole_->get(at(index)); }

}  // namespace mlday
