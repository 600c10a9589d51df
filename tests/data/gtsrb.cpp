// German traffic signs on the disk: both layouts, broken tables, pictures cropped and broken.
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "data/loaders/drawn_signs.h"
#include "data/loaders/gtsrb_classes.h"
#include "data/loaders/gtsrb_layout.h"
#include "data/parts.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;
namespace fs = std::filesystem;

namespace {

std::string five(int number) {
  const auto digits = std::to_string(number);
  return std::string(5 - digits.size(), '0') + digits;
}

void put(const fs::path& path, const std::string& text) {
  make_folder(path.parent_path());
  write_file_atomically(path, text);
}

std::string encoded(const cv::Mat& picture, const std::string& ending) {
  std::vector<unsigned char> bytes;
  cv::imencode(ending, picture, bytes);
  return {bytes.begin(), bytes.end()};
}

constexpr auto official_header = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n";

/// Tables in the official layout without pictures: two tracks of two photos in every class.
void write_official(const fs::path& root) {
  for (int label = 0; label < 43; ++label) {
    std::string table = official_header;
    for (const auto* file : {"00001_00000", "00000_00001", "00000_00000", "00001_00001"})
      table += std::string(file) + ".ppm;40;42;5;6;34;35;" + std::to_string(label) + "\r\n";
    put(root / "Final_Training" / "Images" / five(label) / ("GT-" + five(label) + ".csv"), table);
  }
  put(root / "Final_Test" / "Images" / "GT-final_test.csv", std::string(official_header) +
                                                                "00001.ppm;53;54;6;5;48;49;16\r\n" +
                                                                "00000.ppm;42;45;5;5;36;40;1\r\n");
}

/// The same in Kaggle's.
void write_kaggle(
    const fs::path& root,
    const std::string& header = "Width,Height,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId,Path") {
  std::string table = header + "\n";
  for (int label = 0; label < 43; ++label)
    for (const auto* photo : {"00000_00000", "00000_00001", "00001_00000"})
      table += "27,26,5,5,22,20," + std::to_string(label) + ",Train/" + std::to_string(label) +
               "/" + five(label) + "_" + photo + ".png\n";
  put(root / "Train.csv", table);
  put(root / "Test.csv", header + "\n53,54,6,5,48,49,16,Test/00000.png\n");
}

std::string refusal(const fs::path& folder) {
  try {
    find_gtsrb(folder);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

/// 60 x 40, black but for a red rectangle at columns 10 to 29 and rows 10 to 19.
cv::Mat red_board() {
  cv::Mat picture(40, 60, CV_8UC3, cv::Scalar(0, 0, 0));
  picture(cv::Rect(10, 10, 20, 10)).setTo(cv::Scalar(0, 0, 255));  // BGR
  return picture;
}

/// Whether a picture is red all over: [3, H, W] with 255, 0, 0.
bool all_red(const torch::Tensor& picture) {
  return torch::equal(picture[0], torch::full_like(picture[0], 255)) &&
         torch::equal(picture.slice(0, 1), torch::zeros_like(picture.slice(0, 1)));
}

Choice<LoaderSettings> loader(const std::string& settings) {
  return chosen(loaders(), "{loader: gtsrb, " + settings + "}");
}

}  // namespace

TEST_CASE("every loader's kind and keys are documented, each key once") {
  CHECK(documentation_gaps(loaders()) == "");
}

TEST_CASE("GTSRB's classes are 43, each with a name of its own") {
  const auto& names = gtsrb_class_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == 43);
  CHECK(names[14] == "Stop");
}

TEST_CASE("the official layout is found with classes, tracks and regions, in order") {
  const TemporaryFolder folder;
  write_official(folder.path());
  const auto found = find_gtsrb(folder.path());
  CHECK(found.layout == "official layout");
  REQUIRE(found.train.size() == 43 * 4);
  REQUIRE(found.test.size() == 2);
  for (std::size_t i = 0; i < found.train.size(); ++i) {
    CHECK(found.train[i].label == static_cast<std::int64_t>(i / 4));
    CHECK((found.train[i].track == found.train[i ^ 1].track));  // two photos of one sign
  }
  std::set<std::int64_t> tracks;
  for (const auto& file : found.train) tracks.insert(file.track);
  CHECK(tracks.size() == 43 * 2);
  const auto& second = found.train[1];
  CHECK(second.path == folder.path() / "Final_Training" / "Images" / "00000" / "00000_00001.ppm");
  CHECK(second.region.picture_width == 40);
  CHECK(second.region.picture_height == 42);
  CHECK(second.region.region.x1 == 5);
  CHECK(second.region.region.y2 == 35);
  CHECK(found.test[0].path.filename() == "00000.ppm");
  CHECK(found.test[0].label == 1);
}

TEST_CASE("the test's table is found where the benchmark's archives put it") {
  for (const auto* place : {"Final_Test", "."}) {
    const TemporaryFolder folder;
    write_official(folder.path());
    fs::rename(folder / "Final_Test/Images/GT-final_test.csv",
               folder.path() / place / "GT-final_test.csv");
    const auto found = find_gtsrb(folder.path());
    REQUIRE(found.test.size() == 2);
    CHECK(found.test[1].path == folder / "Final_Test/Images/00001.ppm");
  }
}

TEST_CASE("the layout may lie in a GTSRB folder and may come without a test part") {
  const TemporaryFolder folder;
  write_official(folder / "GTSRB");
  fs::remove_all(folder / "GTSRB/Final_Test");
  const auto found = find_gtsrb(folder.path());
  CHECK(found.train.size() == 43 * 4);
  CHECK(found.test.empty());
}

TEST_CASE("Kaggle's layout is found, a file name's class not being part of its track") {
  const TemporaryFolder folder;
  write_kaggle(folder.path());
  const auto found = find_gtsrb(folder.path());
  CHECK(found.layout == "Kaggle layout");
  REQUIRE(found.train.size() == 43 * 3);
  CHECK(found.train[0].track == found.train[1].track);
  CHECK(found.train[0].track != found.train[2].track);
  CHECK(found.train[0].track != found.train[3].track);
  CHECK(found.train[4].path == folder / "Train/1/00001_00000_00001.png");
  REQUIRE(found.test.size() == 1);
  CHECK(found.test[0].label == 16);
}

TEST_CASE("a broken table is refused with file, line and what is wrong") {
  const TemporaryFolder folder;
  write_kaggle(folder.path());
  const auto whole = read_file(folder / "Train.csv");
  const auto with_row = [&](const std::string& row) {
    put(folder / "Train.csv", whole + row + "\n");
    const auto message = refusal(folder.path());
    CHECK_THAT(message, ContainsSubstring("Train.csv:131: "));
    return message;
  };
  CHECK_THAT(with_row("27,26,5,5,22,20,43,Train/x.png"), ContainsSubstring("no class 43"));
  CHECK_THAT(with_row("27,26,5,5,22,20,-1,Train/x.png"), ContainsSubstring("ClassId"));
  CHECK_THAT(with_row("27,wide,5,5,22,20,1,Train/x.png"), ContainsSubstring("`wide`"));
  CHECK_THAT(with_row("27,26,5.5,5,22,20,1,Train/x.png"), ContainsSubstring("Roi.X1"));
  CHECK_THAT(with_row("27,26,5"), ContainsSubstring("no value in the column"));
  write_kaggle(folder.path(), "Width,Height,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,Class,Path");
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("column ClassId"));
  write_kaggle(folder.path());
  put(folder / "Train.csv", "");
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("no training picture"));
}

TEST_CASE("a copy that lacks classes is refused and names them") {
  const TemporaryFolder folder;
  write_official(folder.path());
  fs::remove_all(folder / "Final_Training/Images/00014");
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("for class 14 (Stop)"));
  for (int label = 20; label < 30; ++label)
    fs::remove_all(folder / ("Final_Training/Images/" + five(label)));
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("and 6 more"));
}

TEST_CASE("a folder without either layout is refused and says what was expected") {
  const TemporaryFolder folder;
  CHECK_THAT(refusal(folder.path()), ContainsSubstring("Final_Training/Images"));
}

TEST_CASE("a picture is read as RGB, channels first") {
  const TemporaryFolder folder;
  for (const std::string ending : {".png", ".ppm"}) {
    const auto path = folder / ("board" + ending);
    put(path, encoded(red_board(), ending));
    const auto picture = read_picture(path, {40, 60});
    REQUIRE(picture.sizes().vec() == Shape{3, 40, 60});
    CHECK(picture.scalar_type() == torch::kUInt8);
    CHECK(picture[0].to(torch::kInt64).sum().item<std::int64_t>() == 200 * 255);
    CHECK(all_red(picture.slice(1, 10, 20).slice(2, 10, 30)));
    CHECK(read_picture(path, {8, 12}).sizes().vec() == Shape{3, 8, 12});
  }
}

TEST_CASE("a region is cropped in the picture's own pixels, both corners inside") {
  const TemporaryFolder folder;
  const auto path = folder / "board.png";
  put(path, encoded(red_board(), ".png"));
  // The table's picture is the file, or twice or half its size.
  CHECK(all_red(read_picture(path, {10, 20}, RegionOfInterest{{10, 10, 29, 19}, 60, 40})));
  CHECK(all_red(read_picture(path, {10, 20}, RegionOfInterest{{20, 20, 59, 39}, 120, 80})));
  CHECK(all_red(read_picture(path, {10, 20}, RegionOfInterest{{5, 5, 14, 9}, 30, 20})));
  // One pixel more on any side takes in some black.
  for (const Region& more : {Region{9, 10, 29, 19}, Region{10, 9, 29, 19}, Region{10, 10, 30, 19},
                             Region{10, 10, 29, 20}}) {
    const PictureFormat whole{more.y2 - more.y1 + 1, more.x2 - more.x1 + 1};
    const auto picture = read_picture(path, whole, RegionOfInterest{more, 60, 40});
    CHECK(picture[0].eq(255).sum().item<std::int64_t>() == 200);
    CHECK(picture[0].numel() > 200);
  }
}

TEST_CASE("a region that is no rectangle of the picture still gives a picture") {
  const TemporaryFolder folder;
  const auto path = folder / "board.png";
  put(path, encoded(red_board(), ".png"));
  for (const RegionOfInterest& crop :
       {RegionOfInterest{{0, 0, 0, 0}, 0, 0}, RegionOfInterest{{50, 30, 500, 300}, 60, 40},
        RegionOfInterest{{100, 100, 90, 90}, 60, 40}})
    CHECK(read_picture(path, {5, 5}, crop).sizes().vec() == Shape{3, 5, 5});
}

TEST_CASE("a picture that cannot be decoded whole is refused by its file's name") {
  const TemporaryFolder folder;
  cv::Mat picture(40, 60, CV_8UC3);
  cv::randu(picture, 0, 255);
  const auto png = encoded(picture, ".png"), ppm = encoded(picture, ".ppm");
  const std::pair<std::string, std::string> files[] = {
      {"empty.png", ""},
      {"words.png", "this is no picture"},
      {"cut.png", png.substr(0, png.size() / 2)},
      {"cut.ppm", ppm.substr(0, ppm.size() / 2)},
      {"head.png", png.substr(0, 20)},
  };
  for (const auto& [name, content] : files) {
    INFO(name);
    put(folder / name, content);
    CHECK_THROWS_AS(read_picture(folder / name, {8, 8}), BadSample);
    CHECK_THROWS_WITH(read_picture(folder / name, {8, 8}), ContainsSubstring(name));
  }
  CHECK_THROWS_AS(read_picture(folder / "absent.png", {8, 8}), BadSample);
}

TEST_CASE("drawn signs on the disk are found, split and read as the benchmark is") {
  const TemporaryFolder folder;
  CHECK(write_gtsrb(folder / "gtsrb", 129, 1) == 129 + 43);
  CHECK_THROWS_AS(write_gtsrb(folder / "gtsrb", 129, 1), Error);
  const auto settings = loader("image_size: 12, validation: .25");
  const auto parts = load_parts(*settings, {{folder.path(), false}, 1});
  CHECK_FALSE(parts.synthetic);
  CHECK_THAT(parts.origin, ContainsSubstring("official layout"));
  CHECK(parts.validation->size() == 33);  // .25 * 129 = 32.25
  CHECK(parts.train->size() == 96);
  CHECK(parts.test->size() == 43);
  CHECK(parts.train->get(0).input().sizes().vec() == settings->facts()->input().shape);
  CHECK(parts.train->get(5).target().item<std::int64_t>() == parts.train->label(5));

  const auto bad = folder.path() / "gtsrb/Final_Test/Images/00007.ppm";
  put(bad, "P6 broken");
  CHECK_THROWS_WITH(load_parts(*settings, {{folder.path(), false}, 1}),
                    ContainsSubstring("00007.ppm"));
  const auto tolerant =
      load_parts(*loader("image_size: 12, on_bad_sample: skip"), {{folder.path(), false}, 1});
  CHECK(tolerant.test->size() == 42);
  REQUIRE(tolerant.skipped.size() == 1);
  CHECK_THAT(tolerant.skipped[0], ContainsSubstring("00007.ppm"));
  CHECK(tolerant.validation == nullptr);
}

TEST_CASE("absent data is an error that says how to get it, unless drawn signs are allowed") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(loader("image_size: 8")->load({{folder.path(), false}, 1}),
                    ContainsSubstring("--data") && ContainsSubstring("stand_in=synthetic"));
  const auto allowed = loader("image_size: 8, stand_in: {kind: synthetic, images: 100}");
  const auto data = allowed->load({{folder.path(), false}, 1});
  CHECK(data.synthetic);
  CHECK(data.train->size() == 100);
  CHECK(data.test->size() == 43);  // a third, and at least one of each class
  CHECK(data.train->get(99).input().sizes().vec() == Shape{3, 8, 8});
  CHECK(same_bits(data.train->get(50).input(),
                  allowed->load({{folder.path(), false}, 1}).train->get(50).input()));
  // What --data names is never replaced.
  CHECK_THROWS_AS(allowed->load({{folder.path(), true}, 1}), Error);
}

TEST_CASE("the data set's own folder may be named as well as the one above it") {
  const TemporaryFolder folder;
  write_official(folder / "anything");
  const auto settings = loader("image_size: 8");
  CHECK(settings->load({{folder / "anything", true, true}, 1}).train->size() == 43 * 4);
  CHECK_THROWS_AS(settings->load({{folder / "anything", false}, 1}), Error);
  CHECK_THROWS_AS(loader("image_size: 0"), Error);
  CHECK_THROWS_AS(loader("interpolation: cubist"), Error);
}
