// Tests may run as root, for whom no file mode is an obstacle: what cannot be written here is so
// for reasons that root meets too.
#include "core/file.h"

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <fstream>

#include "core/error.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

using Names = std::vector<std::string>;

/// While it lives, no file can grow beyond `bytes`: a full disk.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a committed file has its content, and no other file is left") {
  const TemporaryFolder folder;
  const auto path = folder / "a.bin";
  std::string bytes = "two\nlines";
  bytes += '\0';
  bytes += "\r\n\xff";
  write_file_atomically(path, bytes);
  CHECK(read_file(path) == bytes);
  write_file_atomically(path, "");
  CHECK(read_file(path) == "");
  CHECK(names_in(folder.path()) == Names{"a.bin"});
}

TEST_CASE("until the commit the old content stands, and without one it stays") {
  const TemporaryFolder folder;
  const auto path = folder / "a.txt";
  write_file_atomically(path, "old");
  {
    AtomicFile file(path);
    file.write("new");
    CHECK(read_file(path) == "old");
  }
  CHECK(read_file(path) == "old");
  CHECK(names_in(folder.path()) == Names{"a.txt"});
  {
    AtomicFile file(path);
    file.write("ne");
    file.write("w");
    file.commit();
    CHECK(read_file(path) == "new");
  }
  CHECK(read_file(path) == "new");
  CHECK(names_in(folder.path()) == Names{"a.txt"});
}

TEST_CASE("a file that was never committed is not there") {
  const TemporaryFolder folder;
  { AtomicFile(folder / "a.txt").write("x"); }
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("what a killed process left behind is in nobody's way") {
  const TemporaryFolder folder;
  { AtomicFile(folder / "a.txt").write("x"); }
  std::ofstream(folder / "a.txt.partial-123456") << "a longer, half-written file";
  write_file_atomically(folder / "a.txt", "whole");
  CHECK(read_file(folder / "a.txt") == "whole");
  remove_partial_files(folder.path());
  CHECK(names_in(folder.path()) == Names{"a.txt"});
}

TEST_CASE("two that write the same file do not write into each other's") {
  const TemporaryFolder folder;
  AtomicFile one(folder / "a.txt"), other(folder / "a.txt");
  one.write("one");
  other.write("the other");
  one.commit();
  CHECK(read_file(folder / "a.txt") == "one");
  other.commit();
  CHECK(read_file(folder / "a.txt") == "the other");
  CHECK(names_in(folder.path()) == Names{"a.txt"});
}

TEST_CASE("on a full disk the old content stays, and the error names the file") {
  const TemporaryFolder folder;
  const auto path = folder / "weights.bin";
  write_file_atomically(path, "old");
  {
    const FullDisk disk(10'000);
    CHECK_THROWS_WITH(write_file_atomically(path, std::string(100'000, 'x')),
                      ContainsSubstring("cannot write " + path.string()));
  }
  CHECK(read_file(path) == "old");
  CHECK(names_in(folder.path()) == Names{"weights.bin"});
}

TEST_CASE("a folder that vanishes before the commit is an error") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "run");
  AtomicFile file(folder / "run" / "a.txt");
  file.write("x");
  fs::remove_all(folder / "run");
  CHECK_THROWS_AS(file.commit(), Error);
  CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a place that cannot be written is an error that says which and why") {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  CHECK_THROWS_WITH(AtomicFile(folder / "file" / "a.txt"),
                    "cannot create " + (folder / "file").string() + "/a.txt: Not a directory");
  CHECK_THROWS_AS(AtomicFile(folder / "none" / "a.txt"), Error);
  CHECK_THROWS_AS(AtomicFile("/proc/mlday-test"), Error);
  CHECK_THROWS_WITH(append_to_file(folder / "none" / "a.txt", "x"),
                    ContainsSubstring("none/a.txt: No such file or directory"));
  CHECK(names_in(folder.path()) == Names{"file"});
}

TEST_CASE("a folder of the file's name stays as it is") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "a.txt" / "inside");
  CHECK_THROWS_WITH(write_file_atomically(folder / "a.txt", "x"),
                    ContainsSubstring("Is a directory"));
  CHECK(names_in(folder.path()) == Names{"a.txt"});
  CHECK(names_in(folder / "a.txt") == Names{"inside"});
}

TEST_CASE("a path without a folder is in the working folder") {
  const TemporaryFolder folder;
  const auto before = fs::current_path();
  fs::current_path(folder.path());
  write_file_atomically("plain.txt", "x");
  const auto content = read_file("plain.txt");
  fs::current_path(before);
  CHECK(content == "x");
  CHECK(names_in(folder.path()) == Names{"plain.txt"});
}

TEST_CASE("appending makes the file and adds to its end") {
  const TemporaryFolder folder;
  append_to_file(folder / "log", "a\n");
  append_to_file(folder / "log", "b\n");
  CHECK(read_file(folder / "log") == "a\nb\n");
}

TEST_CASE("reading says what is wrong with the file") {
  const TemporaryFolder folder;
  const auto missing = (folder / "none.yaml").string();
  CHECK_THROWS_WITH(read_file(missing), "cannot read " + missing + ": No such file or directory");
  CHECK_THROWS_WITH(read_file(folder.path()), folder.path().string() + " is a folder, not a file");
  write_file_atomically(folder / "big", std::string(200'000, 'x'));
  CHECK(read_file(folder / "big").size() == 200'000);
  CHECK(read_file(folder / "big", 200'000).size() == 200'000);
  CHECK_THROWS_WITH(read_file(folder / "big", 199'999),
                    ContainsSubstring("larger than 199,999 byte"));
}

TEST_CASE("a folder is made with its parents, and a file in the way is named") {
  const TemporaryFolder folder;
  make_folder(folder / "a" / "b" / "c");
  CHECK(fs::is_directory(folder / "a" / "b" / "c"));
  CHECK_NOTHROW(make_folder(folder / "a" / "b" / "c"));
  std::ofstream(folder / "file") << "x";
  CHECK_THROWS_WITH(make_folder(folder / "file"),
                    ContainsSubstring("cannot make the folder " + (folder / "file").string()));
  CHECK_THROWS_WITH(make_folder(folder / "file" / "b"),
                    ContainsSubstring("cannot make the folder"));
  CHECK(read_file(folder / "file") == "x");
}
