// What the torch library does for the executable, which links no torch: it opens the library and
// calls these. No header of LibTorch or OpenCV is needed to include this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlday {

/// A value set from the command line: "optimizer.lr=3e-4", and what the user typed it as ("--set").
struct Setting {
  std::string argument;
  std::string origin;
};

struct ConfigRequest {
  std::string path;  ///< a YAML file or a run folder
  std::vector<Setting> settings;
};

struct TrainRequest {
  ConfigRequest config;
  std::string data;  ///< --data; empty if not given
  std::string out = "runs";
  std::string name;
  std::string command;                       ///< as typed, for the summary
  std::vector<std::string> allowed_changes;  ///< of the data, since the run was begun
  std::vector<std::string> expect;           ///< "val_accuracy>=.98"
  std::string from;  ///< a run, checkpoint or config whose weights to begin with; or empty
  bool resume = false;
  bool quiet = false;
  bool json = false;  ///< print nothing but the summary, as JSON
};

struct EvalRequest {
  std::string what;  ///< a run folder, a checkpoint, or a config
  std::string split = "test", checkpoint = "best";
  std::string data, out = "runs";
  std::vector<Setting> settings;  ///< on top of the checkpoint's config
  std::string gallery;      ///< a folder for pictures of right and wrong predictions; or empty
  std::string predictions;  ///< a CSV file for every sample's; or empty
  std::vector<std::string> allowed_changes;  ///< of the data, since the run was begun
  std::vector<std::string> expect;           ///< "test_accuracy>=.98", "accuracy>=.98"
  bool json = false;
  bool ema = false;  ///< the averaged weights in place of the raw ones
};

struct CheckRequest {
  std::vector<std::string> configs;
  std::vector<Setting> settings;
  std::string data;
  bool no_data = false, strict = false, json = false;
};

struct InspectRequest {
  ConfigRequest config;
  std::string data;
  bool json = false;
  bool fast = false;  ///< say which way training goes
};

struct ExportRequest {
  std::string what;  ///< a run folder, a checkpoint, or a config
  std::string checkpoint = "best", format = "safetensors";
  std::string out = "runs";  ///< where runs are
  std::string output;        ///< the file to write; empty names it after the checkpoint
  bool ema = false;          ///< the averaged weights in place of the raw ones
};

struct LrRequest {
  ConfigRequest config;
  std::string data;
  std::string svg;                   ///< where to draw; empty: beside where it is called
  std::int64_t steps_per_epoch = 0;  ///< 0: as the data has it
  bool csv = false;
};

struct FindLrRequest {
  ConfigRequest config;
  std::string data, svg;
  double from = 1e-7, to = 10;
  std::int64_t steps = 100;
  bool csv = false;
};

struct ProfileRequest {
  ConfigRequest config;
  std::string data;
  std::string trace;  ///< a file for Chrome's trace viewer; or empty
  bool json = false;
};

struct GradcheckRequest {
  ConfigRequest config;
  std::string data;
  std::int64_t entries = 20, samples = 16;
  double eps = 1e-6, tolerance = 1e-6, floor = 1e-8;
  bool json = false;
};

struct ElbowRequest {
  ConfigRequest config;
  std::string data, svg;
  std::int64_t most = 10;
  bool csv = false;
};

struct PredictRequest {
  std::string what;  ///< a run folder, a checkpoint, or a config
  std::vector<std::string> files;
  std::string checkpoint = "best", out = "runs", device = "auto";
  std::string format = "jsonl";  ///< or "csv"
  std::string annotate;          ///< a folder for pictures with their classes drawn in; empty: none
  std::int64_t top = 5;          ///< classes shown of each sample
  std::optional<std::int64_t> threads;  ///< all usable ones without
  bool ema = false;                     ///< the averaged weights in place of the raw ones
};

struct JournalRequest {
  std::string configs = "configs", out = "runs";
  std::string format = "text";  ///< "markdown" or "json"
  bool check = false;           ///< exit with 3 where a day misses what its config expects
  bool all = false;             ///< a day that expects something and has no run misses it too
};

struct SampleRequest {
  std::string what;  ///< a run folder, a checkpoint, or a config
  std::string checkpoint = "best", out = "runs", prefix;
  std::int64_t number = 10, top_k = 0, longest = 100;
  double temperature = 1;
  std::uint64_t seed = 0;
  bool ema = false;  ///< the averaged weights in place of the raw ones
};

struct RecommendRequest {
  std::string what;  ///< a run folder, a checkpoint, or a config
  std::string checkpoint = "best", out = "runs";
  std::optional<std::string> user, item;  ///< one of them
  std::int64_t number = 10, reasons = 3;
  bool json = false;
};

struct ShowRequest {
  ConfigRequest config;
  bool minimal = false;  ///< only what differs from the defaults
};

struct DataRequest {
  ConfigRequest config;
  std::string data;
  std::string grid;        ///< a PNG to draw; empty for none
  std::string samples;     ///< a safetensors file to write; empty for none
  bool augmented = false;  ///< draw them as training's first epoch sees them
};

class Engine {
 public:
  virtual ~Engine() = default;
  /// Each returns the process' exit code and throws an Error for what the user can mend.
  virtual int train(const TrainRequest& request) = 0;
  virtual int eval(const EvalRequest& request) = 0;
  virtual int check(const CheckRequest& request) = 0;
  /// Draws the learning rate over a run; finds one by trying rates.
  virtual int lr(const LrRequest& request) = 0;
  virtual int find_lr(const FindLrRequest& request) = 0;
  /// Where the time of training goes.
  virtual int profile(const ProfileRequest& request) = 0;
  virtual int gradcheck(const GradcheckRequest& request) = 0;
  /// Draws a clustering's inertia over the number of clusters.
  virtual int elbow(const ElbowRequest& request) = 0;
  /// What a checkpoint makes of files; texts from a language model.
  virtual int predict(const PredictRequest& request) = 0;
  virtual int journal(const JournalRequest& request) = 0;
  virtual int sample(const SampleRequest& request) = 0;
  /// Items for a user of a recommender, or such as are like another.
  virtual int recommend(const RecommendRequest& request) = 0;
  virtual int show(const ShowRequest& request) = 0;
  virtual int inspect(const InspectRequest& request) = 0;
  virtual int export_weights(const ExportRequest& request) = 0;
  virtual int show_data(const DataRequest& request) = 0;
  /// Help on a key or kind, the kinds of a roster, versions: each prints.
  virtual int help(const std::string& path) = 0;
  virtual int list(const std::string& what) = 0;
  virtual int info() = 0;
  /// Writes docs/reference.md and configs/schema.json below `root`, or says whether they are stale.
  virtual int docs(const std::string& root, bool write) = 0;
  /// Writes a CSV file's rows into a table of a database (sqlite:FILE); an empty name is the
  /// file's.
  virtual int load_table(const std::string& file, const std::string& into,
                         const std::string& table) = 0;
  virtual int make_gtsrb(const std::string& out, std::int64_t images, std::uint64_t seed) = 0;
};

/// The torch library's one exported function.
inline constexpr const char* engine_symbol = "mlday_engine";
using EngineFunction = Engine* (*)();

}  // namespace mlday
