// Pictures in folders: classes, parts, groups, formats, headers, EXIF.
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "data/image.h"
#include "data/image_header.h"
#include "data/loader.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;
namespace fs = std::filesystem;

namespace {

/// 6 x 4 (width x height) with a bright top left corner.
cv::Mat picture() {
  cv::Mat image(4, 6, CV_8UC3, cv::Scalar(10, 20, 30));
  image(cv::Rect(0, 0, 2, 2)).setTo(cv::Scalar(200, 210, 220));
  return image;
}

std::string encoded_as(const cv::Mat& image, const std::string& ending) {
  std::vector<unsigned char> bytes;
  cv::imencode(ending, image, bytes);
  return {bytes.begin(), bytes.end()};
}

void put_file(const fs::path& path, const std::string& bytes) {
  make_folder(path.parent_path());
  write_file(path, bytes);
}

void put_png(const fs::path& path) { put_file(path, encoded_as(picture(), ".png")); }

LoadedData loaded(const fs::path& folder, const std::string& settings,
                  const DataFacts* known = nullptr) {
  return chosen(loaders(), "{loader: image_folder" + settings + "}")
      ->load({.place = {folder}, .known = known});
}

std::string refusal(const fs::path& folder, const std::string& settings) {
  try {
    loaded(folder, settings);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

/// A JPEG with an EXIF block that says how to turn it.
std::string turned(const std::string& jpeg, char orientation) {
  const std::string tiff = std::string("MM\0*\0\0\0\x08", 8) + std::string("\0\1", 2) +
                           std::string("\x01\x12\0\3\0\0\0\1\0", 9) + orientation +
                           std::string("\0\0\0\0\0\0", 6);
  const std::string block = std::string("Exif\0\0", 6) + tiff;
  const auto length = block.size() + 2;
  return jpeg.substr(0, 2) + "\xff\xe1" + static_cast<char>(length >> 8) +
         static_cast<char>(length & 255) + block + jpeg.substr(2);
}

}  // namespace

TEST_CASE("class folders are classes by name, pictures below them are found at any depth") {
  const TemporaryFolder folder;
  for (const auto* file : {"rose/b.png", "rose/old/a.PNG", "daisy/x.png", "rose/.hidden.png"})
    put_png(folder / file);
  put_file(folder / "rose/notes.txt", "no picture");
  const auto data = loaded(folder.path(), "");
  CHECK(data.facts.class_names == std::vector<std::string>{"daisy", "rose"});
  CHECK(data.facts.input().shape == std::vector<std::int64_t>{3, 4, 6});
  REQUIRE(data.train->size() == 3);
  CHECK(data.train->label(0) == 0);
  CHECK(data.train->name(1) == (folder / "rose/b.png").string());
  CHECK(data.train->get(2).input()[0][0][0].item<int>() == 220);
  const auto grey = loaded(folder.path(), ", image_size: [2, 3], channels: grey");
  CHECK(grey.train->get(0).input().sizes().vec() == Shape{1, 2, 3});
}

TEST_CASE("hidden folders are passed over, and the first picture that can be read tells the size") {
  const TemporaryFolder folder;
  put_file(folder / "photos/cat/a.png", "no picture");
  put_png(folder / "photos/cat/b.png");
  put_png(folder / "photos/cat/.ipynb_checkpoints/b-checkpoint.png");
  const auto data = loaded(folder.path(), ", root: photos");
  CHECK(data.train->size() == 2);
  CHECK(data.facts.input().shape == Shape{3, 4, 6});
  put_file(folder / "photos/cat/b.png", "none either");
  CHECK_THAT(refusal(folder.path(), ", root: photos"),
             ContainsSubstring("none of the pictures can be read") && ContainsSubstring("a.png"));
}

TEST_CASE("a pattern reads the class and the group off flat file names") {
  const TemporaryFolder folder;
  for (const auto* file : {"train/10_a_1.png", "train/2_a_2.png", "train/2_b_1.png",
                           "val/2_c_1.png", "test/10_c_2.png"})
    put_png(folder / file);
  const auto data = loaded(folder.path(),
                           ", train: train, test: test, validation: {folder: val}, label: "
                           "'^(\\d+)_', group: '^\\d+_(\\w)_'");
  CHECK(data.facts.class_names == std::vector<std::string>{"2", "10"});  // by value
  CHECK(data.train->size() == 3);
  CHECK(data.train->label(0) == 1);
  CHECK(data.validation->label(0) == 0);
  CHECK(data.test->label(0) == 1);
  CHECK(data.has_groups);
  CHECK(data.train->group(0) == data.train->group(1));
  CHECK(data.train->group(0) != data.train->group(2));
  CHECK_THAT(refusal(folder.path(), ", train: train, label: '^(x)'"),
             ContainsSubstring("dataset.label does not match") && ContainsSubstring("10_a_1.png"));
  CHECK_THAT(refusal(folder.path(), ", train: train, label: '('"),
             ContainsSubstring("no regular expression"));
}

TEST_CASE("pictures of classes that are not named are left out on demand, and counted") {
  const TemporaryFolder folder;
  for (const auto* file : {"rose/a.png", "daisy/a.png", "daisy/b.png", "tulip/a.png"})
    put_png(folder / file);
  const auto data = loaded(folder.path(), ", classes: [tulip, rose], other_classes: ignore");
  REQUIRE(data.train->size() == 2);
  CHECK(data.facts.class_names == std::vector<std::string>{"tulip", "rose"});
  CHECK(data.train->label(0) == 1);  // the folder rose
  REQUIRE(data.notes.size() == 1);
  CHECK_THAT(data.notes[0], ContainsSubstring("left out 2 pictures"));
  CHECK_THAT(refusal(folder.path(), ", classes: [tulip, rose]"),
             ContainsSubstring("other_classes: ignore"));
  CHECK_THAT(refusal(folder.path(), ", other_classes: ignore"), ContainsSubstring("names none"));
  CHECK_THAT(refusal(folder.path(), ", classes: [lily], other_classes: ignore"),
             ContainsSubstring("none of these classes"));
}

TEST_CASE("classes named in the config are known before the data, and hold for it") {
  const TemporaryFolder folder;
  put_png(folder / "rose/a.png");
  put_png(folder / "daisy/a.png");
  const auto settings =
      chosen(loaders(), "{loader: image_folder, image_size: 4, classes: [rose, daisy, tulip]}");
  REQUIRE(settings->facts().has_value());
  const auto data = settings->load({{folder.path()}});
  CHECK(data.facts.class_names == settings->facts()->class_names);
  CHECK(data.facts.input().shape == settings->facts()->input().shape);
  CHECK(data.train->label(0) == 1);  // the folder daisy
  CHECK_FALSE(chosen(loaders(), "image_folder")->facts().has_value());
  CHECK_THAT(refusal(folder.path(), ", classes: [rose]"),
             ContainsSubstring("`daisy`") && ContainsSubstring("dataset.classes"));
}

TEST_CASE("a checkpoint's classes number a folder that has only some of them") {
  const TemporaryFolder folder;
  put_png(folder / "rose/a.png");
  const DataFacts known{.inputs = {{.shape = {3, 4, 6}, .channels = "RGB"}},
                        .class_names = {"daisy", "rose"}};
  CHECK(loaded(folder.path(), "", &known).train->label(0) == 1);
  put_png(folder / "weed/a.png");
  CHECK_THROWS_WITH(loaded(folder.path(), "", &known),
                    ContainsSubstring("`weed`") && ContainsSubstring("checkpoint"));
}

TEST_CASE("folders that hold no pictures are refused and say what to do") {
  const TemporaryFolder folder;
  make_folder(folder / "flat");
  put_png(folder / "flat/a.png");
  CHECK_THAT(refusal(folder.path(), ", root: flat"), ContainsSubstring("label: "));
  make_folder(folder / "classes/empty");
  CHECK_THAT(refusal(folder.path(), ", root: classes"), ContainsSubstring("classes/empty"));
  CHECK_THAT(refusal(folder.path(), ", root: nowhere"), ContainsSubstring("--data DIR"));
  CHECK_THAT(refusal(folder.path(), ", root: classes, test: gone"),
             ContainsSubstring("classes/empty") || ContainsSubstring("gone"));
}

TEST_CASE("a photo is turned as its EXIF block says") {
  const TemporaryFolder folder;
  cv::Mat large;
  cv::resize(picture(), large, {}, 16, 16, cv::INTER_NEAREST);  // 96 x 64
  const auto jpeg = encoded_as(large, ".jpg");
  const auto corner = [&](char orientation) {
    const auto path = folder / ("turned" + std::to_string(orientation) + ".jpg");
    put_file(path, turned(jpeg, orientation));
    const auto pixels = read_picture(path, {}).to(torch::kFloat32).mean(0);
    const auto height = pixels.size(0), width = pixels.size(1);
    CHECK((orientation < 5 ? height == 64 : height == 96));
    const bool top = pixels[4][4].item<float>() > 100 || pixels[4][width - 5].item<float>() > 100;
    const bool left = pixels[4][4].item<float>() > 100 || pixels[height - 5][4].item<float>() > 100;
    return std::make_pair(top, left);
  };
  CHECK(corner(1) == std::make_pair(true, true));
  CHECK(corner(3) == std::make_pair(false, false));
  CHECK(corner(6) == std::make_pair(true, false));
  CHECK(corner(8) == std::make_pair(false, true));
}

TEST_CASE("headers tell the size of every format without decoding") {
  for (const auto* ending : {".jpg", ".png", ".bmp", ".webp", ".ppm"}) {
    INFO(ending);
    const auto bytes = encoded_as(picture(), ending);
    const auto header = picture_header(bytes);
    REQUIRE(header.has_value());
    CHECK(header->width == 6);
    CHECK(header->height == 4);
    CHECK(header->least_bytes <= static_cast<double>(bytes.size()));
  }
  const auto size = [](const std::string& bytes) {
    const auto header = picture_header(bytes);
    return header ? std::make_pair(header->width, header->height) : std::make_pair(-1l, -1l);
  };
  CHECK(size("P2 # a comment\n 3 2\n255\n1 2 3 4 5 6\n") == std::make_pair(3l, 2l));
  CHECK(size("P4\n9 2\n....") == std::make_pair(9l, 2l));
  CHECK_FALSE(picture_header("GIF89a..............").has_value());
  CHECK_FALSE(picture_header("P6\nwide 3\n255\n").has_value());
  CHECK_FALSE(picture_header("").has_value());
}

TEST_CASE("every format is read, and refused when cut off, by the file's name") {
  const TemporaryFolder folder;
  cv::Mat noise(40, 60, CV_8UC3);
  cv::randu(noise, 0, 255);
  for (const auto* ending : {".jpg", ".png", ".bmp", ".webp", ".ppm"}) {
    INFO(ending);
    const auto bytes = encoded_as(noise, ending);
    put_file(folder / ("whole" + std::string(ending)), bytes);
    const auto pixels = read_picture(folder / ("whole" + std::string(ending)), {});
    CHECK(pixels.sizes().vec() == Shape{3, 40, 60});
    if (std::string(ending) != ".jpg" && std::string(ending) != ".webp")
      CHECK(pixels[0][7][9].item<int>() == noise.at<cv::Vec3b>(7, 9)[2]);
    for (const auto keep : {bytes.size() / 2, std::size_t{20}, std::size_t{3}}) {
      const auto name = "cut" + std::to_string(keep) + ending;
      put_file(folder / name, bytes.substr(0, keep));
      CHECK_THROWS_WITH(read_picture(folder / name, {}), ContainsSubstring(name));
      CHECK_THROWS_AS(read_picture(folder / name, {}), BadSample);
    }
  }
}

TEST_CASE("headers that claim absurd sizes are refused before any memory is taken") {
  const TemporaryFolder folder;
  auto png = encoded_as(picture(), ".png"), bmp = encoded_as(picture(), ".bmp");
  auto jpeg = encoded_as(picture(), ".jpg"), webp = encoded_as(picture(), ".webp");
  png.replace(16, 8, std::string("\x7f\xff\xff\xff\x7f\xff\xff\xff", 8));
  bmp.replace(18, 8, std::string("\xff\xff\xff\x7f\xff\xff\xff\x7f", 8));
  const std::string frame("\xff\xc0\x00\x11\x08", 5);
  REQUIRE(jpeg.find(frame) != std::string::npos);
  jpeg.replace(jpeg.find(frame) + frame.size(), 4, "\xff\xff\xff\xff");
  REQUIRE(webp.substr(12, 4) == "VP8L");
  webp.replace(21, 4, "\xff\xff\xff\x0f");
  const std::pair<std::string, std::string> files[] = {
      {"a.png", png},
      {"a.jpg", jpeg},
      {"a.webp", webp},
      {"a.bmp", bmp},
      {"a.ppm", "P6\n2147483648 2147483648\n255\nabc"},
      {"b.ppm", "P6\n10000 10000\n255\nabc"},
      {"a.pgm", "P5\n100000000000000000000 1\n255\nabc"}};
  for (const auto& [name, bytes] : files) {
    INFO(name);
    put_file(folder / name, bytes);
    CHECK_THROWS_WITH(read_picture(folder / name, {}), ContainsSubstring(name));
  }
}
