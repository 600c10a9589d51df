#include "report/page_report.h"

#include <algorithm>

#include "report/run_document.h"

namespace mlday {

void PageReport::on_epoch(const EpochRecord&) {
  const auto begin = Clock::now();
  if (begin < next_) return;
  write_report(folder_);
  const auto took = Clock::now() - begin;
  constexpr int pause = 100;
  next_ = Clock::now() + std::max<Clock::duration>(std::chrono::seconds(5), pause * took);
}

}  // namespace mlday
