#include "store/run_folder.h"

#include <chrono>
#include <fstream>
#include <regex>
#include <set>

#include "core/error.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;
namespace fs = std::filesystem;

TEST_CASE("a run's folder lies below its config's, with a place for checkpoints") {
  const TemporaryFolder out;
  const auto run = create_run(out / "runs", "day64", "first");
  CHECK(run.root() == out / "runs" / "day64" / "first");
  CHECK(fs::is_directory(run.best().parent_path()));
  CHECK(fs::is_directory(run.last().parent_path()));
  for (const auto& file : {run.config(), run.resolved(), run.history(), run.metrics(), run.log(),
                           run.summary(), run.best(), run.last()})
    CHECK_FALSE(fs::exists(file));
}

TEST_CASE("runs without a name are called by the time, also several in the same second") {
  const TemporaryFolder out;
  std::set<std::string> names;
  int numbered = 0;
  for (int i = 0; i < 6; ++i) {
    const std::string name = create_run(out.path(), "day64", "").root().filename();
    CHECK(std::regex_match(name, std::regex("\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d(-\\d)?")));
    numbered += name.size() > 19;
    names.insert(name);
  }
  CHECK(names.size() == 6);
  CHECK(numbered >= 1);
}

TEST_CASE("a run that exists is never overwritten") {
  const TemporaryFolder out;
  const auto run = create_run(out.path(), "day64", "mine");
  std::ofstream(run.history()) << "precious";
  try {
    create_run(out.path(), "day64", "mine");
    FAIL("the run was made again");
  } catch (const Error& error) {
    CHECK(error.exit() == Exit::usage);
    CHECK(std::string(error.what()) ==
          "the run " + run.root().string() +
              " exists: choose another --name, go on with it by --resume, or delete it");
  }
  CHECK(fs::file_size(run.history()) == 8);
  CHECK_NOTHROW(create_run(out.path(), "day42", "mine"));
}

TEST_CASE("latest points to the newest run, and finding without a name follows it") {
  const TemporaryFolder out;
  create_run(out.path(), "day64", "b");
  create_run(out.path(), "day64", "a");
  create_run(out.path(), "day42", "c");
  CHECK(fs::read_symlink(out / "day64" / "latest") == "a");
  CHECK(find_run(out.path(), "day64", "").root() == fs::canonical(out / "day64" / "a"));
  CHECK(find_run(out.path(), "day64", "b").root() == fs::canonical(out / "day64" / "b"));
  CHECK(find_run(out.path(), "day42", "").root().filename() == "c");
}

TEST_CASE("latest still holds when the folder of all runs is moved") {
  const TemporaryFolder out;
  create_run(out / "runs", "day64", "a");
  fs::rename(out / "runs", out / "moved");
  CHECK(find_run(out / "moved", "day64", "").root().filename() == "a");
}

TEST_CASE("a run that is not there is an error that says where it was looked for") {
  const TemporaryFolder out;
  CHECK_THROWS_WITH(find_run(out.path(), "day64", ""),
                    ContainsSubstring("there is no run " + (out / "day64").string() + "/latest"));
  create_run(out.path(), "day64", "a");
  CHECK_THROWS_WITH(find_run(out.path(), "day64", "b"),
                    ContainsSubstring("there is no run " + (out / "day64").string() + "/b"));
}

TEST_CASE("a name that would leave the config's folder is refused") {
  const TemporaryFolder out;
  create_run(out.path(), "day64", "a");
  for (const char* name : {"latest", "../elsewhere", "a/b", "/tmp/x", ".", ".."}) {
    CAPTURE(name);
    CHECK_THROWS_AS(create_run(out.path(), "day64", name), Error);
    if (name != std::string("latest"))
      CHECK_THROWS_AS(existing_run(out.path(), "day64", name), Error);
  }
  CHECK_FALSE(fs::exists(out / "elsewhere"));
  CHECK(find_run(out.path(), "day64", "").root().filename() == "a");
}

TEST_CASE("a place where no folder can be made is an error that names it") {
  const TemporaryFolder out;
  std::ofstream(out / "file") << "x";
  CHECK_THROWS_WITH(create_run(out / "file", "day64", ""),
                    ContainsSubstring("cannot make the folder " + (out / "file").string()));
  CHECK_THROWS_WITH(create_run("/proc", "day64", ""),
                    ContainsSubstring("cannot make the folder /proc/day64"));
  fs::create_directory(out / "day64");
  std::ofstream(out / "day64" / "mine") << "a file";
  CHECK_THROWS_AS(create_run(out.path(), "day64", "mine"), Error);
  CHECK(fs::is_regular_file(out / "day64" / "mine"));
}

TEST_CASE("where latest points to a run that is gone, the newest that is left is found") {
  const TemporaryFolder out;
  const auto begin = [&](const std::string& name, int age) {
    const auto run = create_run(out.path(), "day64", name);
    std::ofstream(run.config()) << "title: x\n";
    fs::last_write_time(run.config(), fs::file_time_type::clock::now() - std::chrono::hours(age));
  };
  begin("b", 3);
  begin("a", 2);
  begin("c", 1);
  fs::create_directory(out / "day64" / "plots");  // no run
  fs::remove_all(out / "day64" / "c");
  const auto found = existing_run(out.path(), "day64", "");
  REQUIRE(found);
  CHECK(found->root() == fs::canonical(out / "day64" / "a"));
  CHECK(find_run(out.path(), "day64", "").root() == found->root());
  CHECK_FALSE(existing_run(out.path(), "day64", "c"));
  CHECK(make_latest(*found));
  CHECK(fs::read_symlink(out / "day64" / "latest") == "a");
  CHECK_FALSE(make_latest(*found));
  fs::remove_all(out / "day64" / "a");
  fs::remove_all(out / "day64" / "b");
  CHECK_FALSE(existing_run(out.path(), "day64", ""));
  CHECK_FALSE(existing_run(out.path(), "day42", ""));
}
