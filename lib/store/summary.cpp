#include "store/summary.h"

#include <limits>

#include "core/file.h"
#include "store/json.h"

namespace mlday {
namespace {

Metrics metrics_of(const OrderedJson& json) {
  Metrics metrics;
  for (const auto& [name, value] : json.items())
    metrics.set(name,
                value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN());
  return metrics;
}

}  // namespace

void write_summary(const RunFolder& folder, const Summary& s) {
  OrderedJson json{{"config", s.config},
                   {"title", s.title},
                   {"status", s.status},
                   {"reason", s.reason},
                   {"config_file", s.config_file.string()},
                   {"epochs", s.epochs},
                   {"best_epoch", s.best_epoch},
                   {"best_monitor", s.best_monitor},
                   {"best", metrics_json(s.best)},
                   {"last", metrics_json(s.last)},
                   {"journal", metrics_json(s.journal)},
                   {"data", s.synthetic ? "synthetic" : "real"},
                   {"data_origin", s.data_origin},
                   {"data_folder", s.data_folder.string()},
                   {"skipped_samples", s.skipped_samples},
                   {"seed", s.seed},
                   {"parameters", s.parameters},
                   {"device", s.device},
                   {"threads", s.threads},
                   {"seconds", s.seconds}};
  if (s.epoch_seconds) json["epoch_seconds"] = *s.epoch_seconds;
  json["command"] = s.command;
  json["versions"] = s.versions;
  write_file_atomically(folder.summary(), json_text(json, 2) + "\n");
}

std::optional<Summary> read_summary(const RunFolder& folder) {
  if (!std::filesystem::exists(folder.summary())) return std::nullopt;
  const auto json = OrderedJson::parse(read_file(folder.summary()), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    Summary s{.config = json.value("config", ""),
              .title = json.value("title", ""),
              .config_file = json.value("config_file", ""),
              .status = json.value("status", ""),
              .reason = json.value("reason", ""),
              .epochs = json.value("epochs", std::int64_t{0}),
              .best_epoch = json.value("best_epoch", std::int64_t{0}),
              .best_monitor = json.value("best_monitor", ""),
              .best = metrics_of(json.value("best", OrderedJson::object())),
              .last = metrics_of(json.value("last", OrderedJson::object())),
              .journal = metrics_of(json.value("journal", OrderedJson::object())),
              .synthetic = json.value("data", "") == "synthetic",
              .data_origin = json.value("data_origin", ""),
              .data_folder = json.value("data_folder", ""),
              .skipped_samples = json.value("skipped_samples", std::int64_t{0}),
              .seed = json.value("seed", std::int64_t{0}),
              .parameters = json.value("parameters", std::int64_t{0}),
              .device = json.value("device", ""),
              .threads = json.value("threads", 0),
              .seconds = json.value("seconds", 0.0),
              .epoch_seconds = std::nullopt,
              .command = json.value("command", ""),
              .versions = json.value("versions", std::map<std::string, std::string>())};
    if (json.contains("epoch_seconds")) s.epoch_seconds = json["epoch_seconds"].get<double>();
    return s;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace mlday
