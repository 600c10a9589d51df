// Annealers one after the other (PyTorch's SequentialLR); the time of each begins with it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "anneal/annealer.h"
#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

class SequenceRate : public Annealer {
 public:
  struct Part {
    std::int64_t start;
    std::unique_ptr<Annealer> annealer;
  };
  explicit SequenceRate(std::vector<Part> parts) : parts_(std::move(parts)) {}

  double lr(std::int64_t step) const override {
    const auto& part = at(step);
    return part.annealer->lr(step - part.start);
  }
  std::optional<double> momentum(std::int64_t step) const override {
    const auto& part = at(step);
    return part.annealer->momentum(step - part.start);
  }
  std::optional<std::string> epoch_ended(std::int64_t steps, const Metrics& metrics) override {
    const auto& part = at(steps - 1);
    return part.annealer->epoch_ended(steps - part.start, metrics);
  }
  nlohmann::ordered_json state() const override {
    auto json = nlohmann::ordered_json::array();
    for (const auto& part : parts_) json.push_back(part.annealer->state());
    return json;
  }
  void restore(const nlohmann::ordered_json& json) override {
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].annealer->restore(json.at(i));
  }

 private:
  const Part& at(std::int64_t step) const {
    const auto next = std::find_if(parts_.begin() + 1, parts_.end(),
                                   [&](const Part& part) { return part.start > step; });
    return *(next - 1);
  }

  std::vector<Part> parts_;
};

struct Sequence : AnnealerSettings {
  std::vector<Choice<AnnealerSettings>> annealers;
  std::vector<Duration> milestones;

  std::unique_ptr<Annealer> make(const AnnealerContext& context) const override {
    std::vector<SequenceRate::Part> parts;
    const auto start_of = [&](std::size_t i) {
      return i == 0 ? 0 : milestones[i - 1].steps(context.steps_per_epoch);
    };
    for (std::size_t i = 0; i < annealers.size(); ++i) {
      if (i > 0 && start_of(i) <= start_of(i - 1))
        throw usage_error("annealer.milestones must rise, but with " +
                          counted(context.steps_per_epoch, "step") + " an epoch number " +
                          std::to_string(i) + " is after " + counted(start_of(i), "step") +
                          ", what is before it begins after " + std::to_string(start_of(i - 1)));
      const bool last = i + 1 == annealers.size();
      auto own = context;
      own.steps = (last ? context.steps : start_of(i + 1)) - start_of(i);
      parts.push_back({start_of(i), make_annealer(*annealers[i], own)});
    }
    return std::make_unique<SequenceRate>(std::move(parts));
  }
  std::vector<std::string> monitored() const override {
    std::vector<std::string> all;
    for (const auto& annealer : annealers)
      for (const auto& metric : annealer->monitored()) all.push_back(metric);
    return all;
  }
  std::optional<Milestone> last_milestone() const override {
    if (milestones.empty()) return std::nullopt;
    return Milestone{milestones.back(), "milestones", "has"};
  }
  bool cycles_momentum() const override {
    return std::any_of(annealers.begin(), annealers.end(),
                       [](const auto& annealer) { return annealer->cycles_momentum(); });
  }
  std::optional<std::string> contradiction() const override {
    if (annealers.empty() || annealers.size() != milestones.size() + 1)
      return counted(static_cast<std::int64_t>(annealers.size()), "annealer") +
             " need a milestone " + "between each two of them, not " +
             counted(static_cast<std::int64_t>(milestones.size()), "milestone");
    for (std::size_t i = 1; i < milestones.size(); ++i)
      if (milestones[i].in_epochs == milestones[i - 1].in_epochs &&
          milestones[i].count <= milestones[i - 1].count)
        return "milestones must rise";
    for (const auto& annealer : annealers)
      if (auto found = annealer->contradiction()) return found;
    return std::nullopt;
  }
};

const auto sequence_spec =
    Spec<Sequence>("sequence", "Annealers one after the other.")
        .also_called({"SequentialLR"})
        .list("annealers", &Sequence::annealers, annealers, "The annealers, in order.")
        .elsewhere({"schedulers"})
        .required("milestones", &Sequence::milestones, anything(),
                  "When the second begins, the third, ...: a list such as [5 epochs, 20 epochs].")
        .inherits(annealer_spec);

}  // namespace

Kind<AnnealerSettings> sequence() { return kind_of<AnnealerSettings>(sequence_spec); }

}  // namespace mlday
