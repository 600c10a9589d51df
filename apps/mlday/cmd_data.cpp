// mlday data: work with data sets apart from training.
#include <memory>

#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_data_make(CLI::App& app) {
  struct Request {
    std::string out;
    std::int64_t images = 12900;
    std::uint64_t seed = 0;
  };
  auto& data = *app.add_subcommand("data", "Make data sets");
  data.require_subcommand(1);
  auto& make = *data.add_subcommand("make", "Write a stand-in data set as files");
  make.require_subcommand(1);
  auto& verb = *make.add_subcommand("gtsrb", "Drawn traffic signs in GTSRB's official layout");
  auto request = std::make_shared<Request>();
  verb.add_option("--out", request->out, "New folder for the data")->required();
  verb.add_option("--images", request->images, "Training signs; a third as many for testing")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--seed", request->seed, "Seed of the drawing")->capture_default_str();
  return [request] { return engine().make_gtsrb(request->out, request->images, request->seed); };
}

}  // namespace mlday
