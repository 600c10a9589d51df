#include "report/phases.h"

#include "store/json.h"

namespace mlday {

void PhaseClock::spend(Clock::duration& part) {
  const auto now = Clock::now();
  part += now - since_;
  since_ = now;
  saved_ = false;
}

void PhaseClock::on_end(const EndRecord& record) {
  if (record.failed) return;
  spend(saved_ ? saving_ : other_);
  auto list = OrderedJson::array();
  const std::pair<const char*, Clock::duration> parts[] = {
      {"training", training_}, {"validation", validating_}, {"saving", saving_}, {"other", other_}};
  for (const auto& [name, time] : parts)
    list.push_back({{"name", name}, {"seconds", std::chrono::duration<double>(time).count()}});
  told_.on_section({"phases", json_text(list)});
}

}  // namespace mlday
