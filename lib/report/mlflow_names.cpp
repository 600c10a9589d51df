#include "report/mlflow_names.h"

#include <cctype>
#include <chrono>

#include "config/yaml.h"
#include "core/checksum.h"
#include "core/file.h"
#include "core/text.h"
#include "report/mlflow.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

constexpr const char* meta_file = "meta.yaml";

/// 18 digits, as many as MLflow's own have.
std::string experiment_id_of(const std::string& name) {
  constexpr std::uint64_t least = 100'000'000'000'000'000;
  return std::to_string(least + checksum(name) % (9 * least));
}

/// The text of a key of a folder's meta.yaml; empty where there is no such file or key.
std::string meta_text(const fs::path& folder, const std::string& key) {
  const auto file = folder / meta_file;
  if (!fs::exists(file)) return "";
  Problems problems;  // a file that is broken is no experiment
  const auto meta = parse_yaml(read_source(file), problems);
  const auto* value = meta.find(key);
  return value ? value->text : "";
}

void make_experiment(const fs::path& mlruns, const std::string& id, const std::string& name) {
  const auto folder = mlruns / id;
  make_folder(folder);
  const auto now = std::to_string(milliseconds_of(fs::file_time_type::clock::now()));
  auto meta = Node::map();
  meta.set("artifact_location", quoted_text(file_uri(folder)));
  meta.set("creation_time", Node::scalar(now));
  meta.set("experiment_id", quoted_text(id));
  meta.set("last_update_time", Node::scalar(now));
  meta.set("lifecycle_stage", Node::scalar("active"));
  meta.set("name", quoted_text(name));
  write_mlflow_meta(folder, meta);
}

}  // namespace

std::string mlflow_name(const std::string& name) {
  constexpr std::size_t longest = 250;
  std::string result;
  for (const char c : name.substr(0, longest)) {
    if ((c & 0xC0) == 0x80) continue;  // within a UTF-8 character: one `_` is enough for all of it
    const bool is_taken = std::isalnum(static_cast<unsigned char>(c)) ||
                          std::string_view("_-.: ").find(c) != std::string_view::npos;
    result += is_taken && static_cast<unsigned char>(c) < 0x80 ? c : '_';
  }
  const bool is_path = result.empty() || result == "." || result.starts_with("..");
  return is_path ? "_" + result : result;
}

std::int64_t milliseconds_of(fs::file_time_type time) {
  const auto since_1970 = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

std::string file_uri(const fs::path& path) {
  std::string uri = "file://";
  for (const char c : fs::absolute(path).lexically_normal().string()) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr const char* digits = "0123456789ABCDEF";
    if (byte < 0x80 &&
        (std::isalnum(byte) || std::string_view("/_.-~").find(c) != std::string::npos))
      uri += c;
    else
      uri += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return uri;
}

fs::path mlflow_experiment(const fs::path& mlruns, const std::string& name) {
  if (!fs::exists(mlruns)) {
    make_folder(mlruns);
    make_experiment(mlruns, "0", "Default");
  }
  if (!fs::is_directory(mlruns)) make_folder(mlruns);  // which says that it is a file
  for (const auto& entry : fs::directory_iterator(mlruns))
    if (entry.is_directory() && meta_text(entry.path(), "name") == name &&
        meta_text(entry.path(), "lifecycle_stage") == "active")
      return entry.path();
  const auto id = experiment_id_of(name);
  // (Where it is there already, somebody has given it another name in MLflow.)
  if (meta_text(mlruns / id, "name").empty()) make_experiment(mlruns, id, name);
  return mlruns / id;
}

Node quoted_text(const std::string& text) { return Node::scalar(in_one_line(text), true); }

void write_mlflow_meta(const fs::path& folder, const Node& meta) {
  write_file_atomically(folder / meta_file, emit_yaml(meta));
}

}  // namespace mlday
