#include "run/profile.h"

#include <algorithm>
#include <cstdio>

#include "core/text.h"

namespace mlday {
namespace {

/// A phase that every step has, or one that comes between the steps.
struct Phase {
  const char* name;
  const char* meaning;
  bool of_step = true;
};
constexpr Phase phases[] = {
    {"data", "waiting for the next batch"},
    {"preparing", "the step's random numbers and checks"},
    {"transfer", "the batch to the device"},
    {"forward", "the layers' outputs"},
    {"loss", "the loss from the outputs"},
    {"backward", "the gradients"},
    {"optimizer", "regularizers, clipping, new weights"},
    {"learning", "the rest of the learner's step"},
    {"metrics", "loss and metrics so far"},
    {"reporting", "the line of progress"},
    {"next epoch", "the order of samples, readers started", false},
    {"summing up", "the epoch's metrics", false},
    {"validation", "figures on the validation part", false},
    {"history", "history.csv, metrics.jsonl", false},
    {"doctor", "looking for what keeps it from learning", false},
    {"saving", "checkpoints", false},
};

/// Seconds of a phase, all its parts.
double seconds_of(const Timeline& timeline, const std::string& phase) {
  double seconds = 0;
  for (const auto& [what, total] : timeline.totals())
    if (what.first == phase) seconds += total.seconds;
  return seconds;
}
double seconds_of(const Timeline& timeline, const std::string& phase, const std::string& part) {
  const auto found = timeline.totals().find({phase, part});
  return found == timeline.totals().end() ? 0 : found->second.seconds;
}
std::int64_t marks_of(const Timeline& timeline, const std::string& phase) {
  const auto found = timeline.totals().find({phase, ""});
  return found == timeline.totals().end() ? 0 : found->second.marks;
}

double step_seconds(const Profile& profile) {
  double seconds = 0;
  for (const auto& phase : phases)
    if (phase.of_step) seconds += seconds_of(profile.timeline, phase.name);
  return seconds;
}

/// What an epoch takes beside its steps. Each kind of work counts as often as it was seen in the
/// epochs that ended.
double epoch_extra(const Profile& profile) {
  const auto epochs = std::max<std::int64_t>(1, marks_of(profile.timeline, "summing up"));
  double seconds = 0;
  for (const auto& phase : phases)
    if (!phase.of_step)
      seconds += seconds_of(profile.timeline, phase.name) / static_cast<double>(epochs);
  return seconds;
}

/// How often a sample's multiply-adds are done in a step: forward, for the weights' gradients, and
/// for those of the layer's input where something before it learns.
std::vector<int> passes_of(const Plan& plan) {
  std::vector<bool> learns(plan.layers.size());  ///< the layer, or one before it
  std::vector<int> passes(plan.layers.size(), 1);
  for (std::size_t i = 0; i < plan.layers.size(); ++i) {
    const auto& layer = plan.layers[i];
    bool before = false;
    for (const auto place : layer.from)
      before |= !is_input(place) && learns[static_cast<std::size_t>(place)];
    const bool own = layer.cost.parameters > 0 && !layer.frozen;
    learns[i] = own || before;
    passes[i] += (own ? 1 : 0) + (before ? 1 : 0);
  }
  return passes;
}

struct LayerTime {
  const PlannedLayer* layer;
  double forward = 0, backward = 0;  ///< seconds of a step
  double rate = 0;                   ///< multiply-adds a second; 0 for a layer without
};

std::vector<LayerTime> layer_times(const Profile& profile) {
  std::vector<LayerTime> list;
  const auto passes = passes_of(profile.plan);
  const auto steps = static_cast<double>(profile.steps);
  for (std::size_t i = 0; i < profile.plan.layers.size(); ++i) {
    const auto& layer = profile.plan.layers[i];
    LayerTime time{.layer = &layer,
                   .forward = seconds_of(profile.timeline, "forward", layer.name) / steps,
                   .backward = seconds_of(profile.timeline, "backward", layer.name) / steps};
    const auto work = static_cast<double>(layer.cost.multiply_adds) * passes[i] *
                      static_cast<double>(profile.samples) / steps;
    const auto seconds = time.forward + time.backward;
    if (seconds > 0 && work > 0) time.rate = work / seconds;
    list.push_back(time);
  }
  return list;
}

std::string time_text(double seconds) {
  if (seconds < 1e-3) return rounded(seconds * 1e6, 3) + " us";
  if (seconds < 1) return rounded(seconds * 1e3, 3) + " ms";
  return rounded(seconds, 3) + " s";
}

std::string percent(double share) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

std::string phases_text(const Profile& profile) {
  const auto whole = step_seconds(profile);
  TextTable table("lrrl");
  table.row({"step", "time", "share", ""});
  for (const auto& phase : phases)
    if (const auto seconds = seconds_of(profile.timeline, phase.name); phase.of_step && seconds > 0)
      table.row({phase.name, time_text(seconds / static_cast<double>(profile.steps)),
                 percent(seconds / whole), phase.meaning});
  return table.str();
}

std::string epoch_text(const Profile& profile) {
  TextTable table("lrl");
  table.row({"epoch", "time", ""});
  const auto steps = step_seconds(profile) / static_cast<double>(profile.steps) *
                     static_cast<double>(profile.steps_per_epoch);
  table.row(
      {"its steps", time_text(steps), counted(profile.steps_per_epoch, "step") + " as above"});
  for (const auto& phase : phases)
    if (const auto seconds = seconds_of(profile.timeline, phase.name);
        !phase.of_step && seconds > 0)
      table.row({phase.name,
                 time_text(seconds / static_cast<double>(std::max<std::int64_t>(
                                         1, marks_of(profile.timeline, phase.name)))),
                 std::string(phase.meaning) + ", each time"});
  return table.str();
}

std::string layers_text(const Profile& profile) {
  const auto whole = step_seconds(profile);
  TextTable table("llrrrrr");
  table.row({"layer", "kind", "forward", "backward", "share", "multiply-adds/s", "of sgemm"});
  for (const auto& time : layer_times(profile)) {
    const auto seconds = time.forward + time.backward;
    table.row({time.layer->name, time.layer->kind, time_text(time.forward),
               time.backward > 0 ? time_text(time.backward) : "",
               percent(seconds * static_cast<double>(profile.steps) / whole),
               time.rate > 0 ? rounded(time.rate / 1e9, 3) + " G" : "",
               time.rate > 0 ? percent(time.rate / static_cast<double>(profile.sgemm)) : ""});
  }
  return table.str();
}

}  // namespace

std::string profile_text(const Profile& profile) {
  const auto step = step_seconds(profile) / static_cast<double>(profile.steps);
  const auto rate = static_cast<double>(profile.samples) / step_seconds(profile);
  std::string text = counted(profile.steps, "step") + " of " +
                     std::to_string((profile.samples + profile.steps / 2) / profile.steps) + " " +
                     profile.noun + "s on " + profile.where + ": " + time_text(step) + " a step, " +
                     with_commas(static_cast<std::int64_t>(rate)) + " " + profile.noun + "s/s\n";
  text += "A large matrix product (sgemm) here: " +
          rounded(static_cast<double>(profile.sgemm) / 1e9, 3) + " G multiply-adds/s\n";
  text += "Before the first step: data " + time_text(profile.data_seconds) + ", network " +
          time_text(profile.network_seconds) + "\n\n";
  text +=
      phases_text(profile) + "\n\n" + layers_text(profile) + "\n\n" + epoch_text(profile) + "\n";
  const auto epoch = step * static_cast<double>(profile.steps_per_epoch) + epoch_extra(profile);
  return text + "\nAn epoch takes about " + time_text(epoch) + ".";
}

OrderedJson profile_json(const Profile& profile) {
  const auto steps = static_cast<double>(profile.steps);
  OrderedJson of_step = OrderedJson::object(), of_epoch = OrderedJson::object();
  for (const auto& phase : phases) {
    const auto seconds = seconds_of(profile.timeline, phase.name);
    const auto marks = std::max<std::int64_t>(1, marks_of(profile.timeline, phase.name));
    if (phase.of_step)
      of_step[phase.name] = seconds / steps;
    else
      of_epoch[phase.name] = seconds / static_cast<double>(marks);
  }
  OrderedJson layers = OrderedJson::array();
  for (const auto& time : layer_times(profile))
    layers.push_back({{"name", time.layer->name},
                      {"kind", time.layer->kind},
                      {"forward", time.forward},
                      {"backward", time.backward},
                      {"multiply_adds_per_second", time.rate}});
  return {{"steps", profile.steps},
          {"samples", profile.samples},
          {"steps_per_epoch", profile.steps_per_epoch},
          {"samples_per_second", static_cast<double>(profile.samples) / step_seconds(profile)},
          {"seconds_per_step", step_seconds(profile) / steps},
          {"sgemm_multiply_adds_per_second", profile.sgemm},
          {"data_seconds", profile.data_seconds},
          {"network_seconds", profile.network_seconds},
          {"step", of_step},
          {"epoch", of_epoch},
          {"layers", layers}};
}

std::string chrome_trace(const Timeline& timeline) {
  OrderedJson events = OrderedJson::array();
  for (const auto& span : timeline.spans()) {
    const auto& [phase, part] = *span.what;
    events.push_back({{"name", part.empty() ? phase : part},
                      {"cat", phase},
                      {"ph", "X"},
                      {"ts", span.from * 1e6},
                      {"dur", (span.to - span.from) * 1e6},
                      {"pid", 1},
                      {"tid", 1}});
  }
  return json_text({{"traceEvents", events}, {"displayTimeUnit", "ms"}}, -1);
}

}  // namespace mlday
