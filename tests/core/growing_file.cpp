#include "core/growing_file.h"

#include "core/file.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;

namespace {

/// What one reading gives; "ANEW" where it begins with the first line again.
std::vector<std::string> read_on(GrowingFile& file) {
  std::vector<std::string> lines;
  file.read([&] { lines.emplace_back("ANEW"); },
            [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("of a growing file only new lines are read, and only whole ones") {
  const TemporaryFolder folder;
  GrowingFile file(folder / "f");
  CHECK(read_on(file).empty());
  append_to_file(folder / "f", "a\nb");
  CHECK(read_on(file) == Lines{"a"});
  CHECK(read_on(file).empty());
  append_to_file(folder / "f", "c\n\nd\n");
  CHECK(read_on(file) == Lines{"bc", "", "d"});
}

TEST_CASE("a file that was replaced, cut back or removed is read anew") {
  const TemporaryFolder folder;
  GrowingFile file(folder / "f");
  append_to_file(folder / "f", "a\nb\n");
  CHECK(read_on(file) == Lines{"a", "b"});
  write_file_atomically(folder / "f", "c\nd\ne\n");
  CHECK(read_on(file) == Lines{"ANEW", "c", "d", "e"});
  std::filesystem::resize_file(folder / "f", 2);
  CHECK(read_on(file) == Lines{"ANEW", "c"});
  std::filesystem::remove(folder / "f");
  CHECK(read_on(file) == Lines{"ANEW"});
  append_to_file(folder / "f", "x\n");
  CHECK(read_on(file) == Lines{"x"});
  file.begin_anew();
  CHECK(read_on(file) == Lines{"x"});
}

TEST_CASE("lines longer than what is read at once stay whole") {
  const TemporaryFolder folder;
  const std::string longest(3'000'000, 'x');
  GrowingFile file(folder / "f");
  append_to_file(folder / "f", longest + "\nshort\n");
  CHECK(read_on(file) == Lines{longest, "short"});
}

TEST_CASE("a stamp tells whether a file changed, came or went") {
  const TemporaryFolder folder;
  FileStamp stamp;
  CHECK(stamp.changed(folder / "f"));
  CHECK_FALSE(stamp.changed(folder / "f"));
  append_to_file(folder / "f", "x");
  CHECK(stamp.changed(folder / "f"));
  CHECK_FALSE(stamp.changed(folder / "f"));
  std::filesystem::remove(folder / "f");
  CHECK(stamp.changed(folder / "f"));
}
