#include "report/mlflow.h"

#include "config/yaml.h"
#include "core/file.h"
#include "core/temporary_folder.h"
#include "report/flat_settings.h"
#include "report/mlflow_names.h"

#include "catch.h"

using namespace mlday;
namespace fs = std::filesystem;

namespace {

std::vector<FlatSetting> settings_of(const std::string& text) {
  Problems problems;
  return flat_settings(parse_yaml(std::make_shared<Source>(Source{"text", text}), problems));
}

}  // namespace

TEST_CASE("names become ones that MLflow takes") {
  CHECK(mlflow_name("val_top-5.accuracy: x") == "val_top-5.accuracy: x");
  CHECK(mlflow_name("map@50/95") == "map_50_95");
  CHECK(mlflow_name("größe😀") == "gr__e_");  // a character each
  CHECK(mlflow_name("..") == "_..");
  CHECK(mlflow_name(".") == "_.");
  CHECK(mlflow_name("") == "_");
  CHECK(mlflow_name(std::string(300, 'a')).size() == 250);
  CHECK(unused_name("a_b", std::map<std::string, int>{{"a_b", 1}}) == "a_b_");
}

TEST_CASE("a file's URI has no plain blanks and no bytes beyond ASCII") {
  CHECK(file_uri("/tmp/my run/ä%") == "file:///tmp/my%20run/%C3%A4%25");
}

TEST_CASE("a config's tree becomes a list of keys and values") {
  const auto settings =
      settings_of("a: {b: 1, c: [1, x], d: {}, e: null}\nl: [{k: true}, {m: '2'}]\n");
  std::vector<std::string> lines;
  for (const auto& setting : settings) lines.push_back(setting.key + "=" + setting.text);
  CHECK(lines == std::vector<std::string>{"a.b=1", "a.c=[1, x]", "a.d={}", "a.e=null", "l.0.k=true",
                                          "l.1.m=2"});
  CHECK(settings_of("{}").empty());
}

TEST_CASE(
    "hyperparameters are numbers and flags where the config has such, and what is unset is not "
    "there") {
  const auto parameters =
      hyperparameters_of(settings_of("n: 1e-3\nt: \"3\"\nf: false\nu: null\ne: ''\n"));
  REQUIRE(parameters.size() == 3);
  CHECK(std::get<double>(parameters[0].value) == 1e-3);
  CHECK(std::get<std::string>(parameters[1].value) == "3");
  CHECK_FALSE(std::get<bool>(parameters[2].value));
}

TEST_CASE("a run has the same id in MLflow wherever its folder lies, and another one than others") {
  const TemporaryFolder folder;
  const auto id_in = [&](const std::string& place, const std::string& config) {
    const RunFolder run(folder / place);
    make_folder(run.root());
    write_file(run.config(), config);
    return mlflow_run_id(run);
  };
  const auto id = id_in("here/day/first", "a: 1");
  CHECK(id.size() == 32);
  CHECK(id_in("there/day/first", "a: 1") == id);
  CHECK(id_in("there/day/second", "a: 1") != id);
  CHECK(id_in("there/other/first", "a: 1") != id);
  CHECK(id_in("elsewhere/day/first", "a: 2") != id);
}
