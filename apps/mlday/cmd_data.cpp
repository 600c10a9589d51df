// mlday data: work with data sets apart from training.
#include <memory>

#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {
namespace {

/// The verb `data`, which several share.
CLI::App& data_verb(CLI::App& app) {
  const auto known =
      app.get_subcommands([](const CLI::App* sub) { return sub->get_name() == "data"; });
  if (!known.empty()) return *known.front();
  auto& data = *app.add_subcommand("data", "Look at data sets, or make them");
  data.require_subcommand(1);
  return data;
}

}  // namespace

std::function<int()> cmd_data_show(CLI::App& app) {
  auto& verb = *data_verb(app).add_subcommand(
      "show", "Read a config's data and print its parts, classes, sizes and flaws");
  auto request = std::make_shared<DataRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  auto* grid = verb.add_option("--grid", request->grid, "Draw samples of each class into this PNG");
  verb.add_flag("--augmented", request->augmented, "Draw them as training's first epoch sees them")
      ->needs(grid);
  verb.add_option("--samples", request->samples,
                  "Write the samples as the network gets them (safetensors)");
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().show_data(*request);
  };
}

std::function<int()> cmd_data_load(CLI::App& app) {
  struct Request {
    std::string file, into, table;
  };
  auto& verb = *data_verb(app).add_subcommand("load", "Write a CSV file into a database's table");
  auto request = std::make_shared<Request>();
  verb.add_option("FILE", request->file, "A table with a header, gzipped or not")->required();
  verb.add_option("--into", request->into, "sqlite:FILE, which is made where it is not there")
      ->required();
  verb.add_option("--table", request->table, "The table's name (default: the file's)");
  return [request] { return engine().load_table(request->file, request->into, request->table); };
}

std::function<int()> cmd_data_make(CLI::App& app) {
  struct Request {
    std::string out;
    std::int64_t images = 12900;
    std::uint64_t seed = 0;
  };
  auto& make = *data_verb(app).add_subcommand("make", "Write a stand-in data set as files");
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
