#include "store/safetensors.h"

#include <cstring>
#include <ctime>
#include <fstream>

#include "core/error.h"
#include "core/file.h"
#include "core/temporary_folder.h"

#include "catch.h"

using namespace mlday;

namespace {

TensorView view(const std::string& name, const std::string& dtype,
                const std::vector<std::int64_t>& shape, const std::string& bytes) {
  return {name, dtype, shape, bytes.data(), bytes.size()};
}

std::string bytes_of(const TensorView& view) {
  return {static_cast<const char*>(view.data), view.bytes};
}

/// A file with this header and these bytes after it.
std::string file_of(const std::string& header, const std::string& data) {
  const std::uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + header + data;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + offsets + "}";
}

/// Reads a file of these bytes; the message of the Error, or "read".
std::string outcome(const std::string& file) {
  const TemporaryFolder folder;
  std::ofstream(folder / "x.safetensors", std::ios::binary) << file;  // quicker than with a flush
  try {
    const SafetensorsFile read(folder / "x.safetensors");
    return "read";
  } catch (const Error& error) {
    return error.what();
  }
}

const std::string not_json = "its header is not the JSON that the format asks for";

}  // namespace

TEST_CASE("tensors and metadata come back as they were written") {
  const TemporaryFolder folder;
  const auto path = folder / "w.safetensors";
  std::string weight(24, '\0');
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<char>(i * 11);
  const std::string bias(12, 'b'), flags("\1\0\1", 3), step(8, '\7');
  write_safetensors(path,
                    {view("flags", "BOOL", {3}, flags), view("weight", "F32", {2, 3}, weight),
                     view("bias", "F32", {3}, bias), view("none", "F32", {0, 5}, ""),
                     view("step", "I64", {}, step)},
                    {{"format", "mlday"}, {"config", "lr: 1\n\"quoted\" ä"}});
  const SafetensorsFile file(path);
  CHECK(file.metadata() ==
        std::map<std::string, std::string>{{"format", "mlday"}, {"config", "lr: 1\n\"quoted\" ä"}});
  REQUIRE(file.tensors().size() == 5);
  const auto* read = file.find("weight");
  REQUIRE(read);
  CHECK(read->dtype == "F32");
  CHECK(read->shape == std::vector<std::int64_t>{2, 3});
  CHECK(bytes_of(*read) == weight);
  CHECK(bytes_of(*file.find("bias")) == bias);
  CHECK(bytes_of(*file.find("flags")) == flags);
  CHECK(bytes_of(*file.find("step")) == step);
  CHECK(file.find("step")->shape.empty());
  CHECK(file.find("none")->shape == std::vector<std::int64_t>{0, 5});
  CHECK(file.find("none")->bytes == 0);
  CHECK(file.find("weigh") == nullptr);
}

TEST_CASE("every tensor begins at a multiple of its element's size") {
  const TemporaryFolder folder;
  const std::string one(1, 'a'), eight(8, 'b'), four(4, 'c'), two(2, 'd');
  write_safetensors(folder / "x",
                    {view("a", "U8", {1}, one), view("b", "F64", {1}, eight),
                     view("c", "F32", {1}, four), view("d", "BF16", {1}, two)},
                    {});
  const SafetensorsFile file(folder / "x");
  for (const auto& tensor : file.tensors())
    CHECK(reinterpret_cast<std::uintptr_t>(tensor.data) % bytes_of_dtype(tensor.dtype) == 0);
}

TEST_CASE("the same tensors give the same bytes") {
  const TemporaryFolder folder;
  const std::string data(16, 'x');
  for (const char* name : {"a", "b"})
    write_safetensors(folder / name, {view("w", "F32", {4}, data), view("v", "F64", {2}, data)},
                      {{"b", "2"}, {"a", "1"}});
  CHECK(read_file(folder / "a") == read_file(folder / "b"));
}

TEST_CASE("the layout is the format's: length, JSON, bytes") {
  const TemporaryFolder folder;
  const std::string data = "abcdefgh";
  write_safetensors(folder / "x", {view("w", "F32", {2}, data)}, {});
  const auto file = read_file(folder / "x");
  CHECK(file.size() % 8 == 0);
  CHECK(file.substr(8, 1) == "{");
  CHECK(file.ends_with(data));
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  CHECK(length == file.size() - 8 - data.size());
  CHECK_THAT(file, ContainsSubstring(entry("w", "F32", "[2]", "[0,8]")));
}

TEST_CASE("a file without tensors is a file") {
  const TemporaryFolder folder;
  write_safetensors(folder / "x", {}, {});
  CHECK(SafetensorsFile(folder / "x").tensors().empty());
}

TEST_CASE("a file by another writer is read, in the order of its bytes") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "x", file_of("{" + entry("b", "I16", "[1]", "[2,4]") + "," +
                                                  entry("a", "I16", "[1]", "[0,2]") + "}   ",
                                              "AABB"));
  const SafetensorsFile file(folder / "x");
  REQUIRE(file.tensors().size() == 2);
  CHECK(file.tensors()[0].name == "a");
  CHECK(bytes_of(*file.find("b")) == "BB");
}

TEST_CASE("an empty tensor may be listed after one that begins at the same byte") {
  CHECK(outcome(file_of("{" + entry("full", "U8", "[2]", "[0,2]") + "," +
                            entry("empty", "U8", "[0]", "[0,0]") + "}",
                        "ab")) == "read");
}

TEST_CASE("a file cut off anywhere is refused, whatever was cut") {
  const TemporaryFolder folder;
  const std::string data(32, 'x');
  write_safetensors(
      folder / "x",
      {view("w", "F32", {2, 2}, data.substr(16)), view("v", "F64", {2}, data.substr(16))},
      {{"k", "v"}});
  const auto whole = read_file(folder / "x");
  REQUIRE(outcome(whole) == "read");
  for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
    CAPTURE(bytes);
    CHECK_THAT(outcome(whole.substr(0, bytes)),
               ContainsSubstring("x.safetensors is not a whole safetensors file: "));
  }
}

TEST_CASE("a file with any one byte of its header changed is read or refused, and does no harm") {
  const TemporaryFolder folder;
  const std::string data(16, 'x');
  write_safetensors(folder / "x", {view("w", "F32", {2, 2}, data)}, {{"k", "v"}});
  const auto whole = read_file(folder / "x");
  int refused = 0;
  for (std::size_t at = 0; at < whole.size() - data.size(); ++at)
    for (const char byte : {'\0', '\xff', '9', '{', '"', '-'}) {
      auto changed = whole;
      changed[at] = byte;
      refused += outcome(changed) != "read";
    }
  CHECK(refused > 300);
}

TEST_CASE("what is wrong with a broken file is said") {
  const auto one = entry("w", "F32", "[1]", "[0,4]");
  const auto refused = [](const std::string& header, const std::string& data,
                          const std::string& why) {
    CAPTURE(header);
    CHECK_THAT(outcome(file_of(header, data)), ContainsSubstring(why));
  };
  CHECK_THAT(outcome(""), ContainsSubstring("too short to have a header"));
  CHECK_THAT(outcome(std::string(100, '\xff')),
             ContainsSubstring("its header is longer than the file"));
  CHECK_THAT(outcome(std::string("\x40\0\0\0\0\0\0\0{}", 10)),
             ContainsSubstring("its header is longer than the file"));
  refused("", "", not_json);
  refused("not json", "", not_json);
  refused("{\"w\":", "", not_json);
  refused("{\"\xff\":1}", "", not_json);
  refused("[]", "", "its header is no JSON object");
  refused("{\"w\":5}", "", not_json);
  refused("{\"w\":{\"dtype\":\"F32\"}}", "", not_json);
  refused("{\"w\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]}}", "abcd", not_json);
  refused("{\"__metadata__\":{\"k\":1}}", "", not_json);
  refused("{\"__metadata__\":[]}", "", not_json);
  refused("{" + entry("w", "F32", "[2]", "[0,4]") + "}", "abcd",
          "`w` has a shape that does not fit");
  refused("{" + entry("w", "F32", "[-1]", "[0,4]") + "}", "abcd", "shape that does not fit");
  for (const char* shape : {"[\"1\"]", "[1.0]", "[1e20]", "[true]", "[null]", "1", "{\"a\":1}"})
    refused("{" + entry("w", "F32", shape, "[0,4]") + "}", "abcd", "no whole numbers");
  for (const char* offsets : {"[0]", "[0,4,9]", "[0.5,4]", "[0,1e300]", "4", "null"})
    refused("{" + entry("w", "F32", "[1]", offsets) + "}", "abcd", "no whole numbers");
  refused("{" + entry("w", "F32", "[1]", "[0,8]") + "}", "abcd", "beyond the end of the file");
  refused("{" + entry("w", "F32", "[1]", "[4,0]") + "}", "abcd", "beyond the end of the file");
  refused("{" + entry("w", "F32", "[1]", "[-4,0]") + "}", "abcd", "beyond the end of the file");
  refused("{" + one + "," + entry("v", "F32", "[1]", "[2,6]") + "}", "abcdef", "gap or overlaps");
  refused("{" + one + "," + entry("v", "F32", "[1]", "[0,4]") + "}", "abcd", "gap or overlaps");
  refused("{" + one + "," + entry("v", "F32", "[1]", "[8,12]") + "}", "abcdefghijkl", "a gap");
  refused("{" + entry("w", "F32", "[1]", "[4,8]") + "}", "abcdefgh", "a gap");
  refused("{" + one + "," + one + "}", "abcdabcd", "left over");
  refused("{" + one + "}", "abcde", "bytes are left over after the last tensor");
  refused("{}", "x", "left over");
}

TEST_CASE("sizes that overflow 64 bits fool nobody") {
  for (const char* shape :
       {"[4294967296,4294967296]", "[4611686018427387904,4]", "[9223372036854775807,2]",
        "[18446744073709551615]", "[18446744073709551616]"}) {
    CAPTURE(shape);
    CHECK(outcome(file_of("{" + entry("w", "F32", shape, "[0,0]") + "}", "")) != "read");
  }
  CHECK(outcome(file_of("{" + entry("w", "F32", "[1]", "[18446744073709551612,0]") + "}",
                        "abcd")) != "read");
}

TEST_CASE("a header made to be slow is refused soon") {
  const auto begin = std::clock();  // of this process alone, whatever else runs
  const auto nested = std::string(100'000, '[');
  CHECK_THAT(outcome(file_of(nested, "")), ContainsSubstring("nested too deeply"));
  CHECK_THAT(outcome(file_of(nested + std::string(100'000, ']'), "")),
             ContainsSubstring("nested too deeply"));
  std::string many = "{";
  for (int i = 0; i < 200'000; ++i) many += "\"" + std::to_string(i) + "\":{},";
  CHECK_THAT(outcome(file_of(many + "\"x\":{}}", "")), ContainsSubstring(not_json));
  CHECK_THAT(outcome(file_of(std::string((16u << 20) + 1, ' '), "")),
             ContainsSubstring("longer than"));
  CHECK((std::clock() - begin) / CLOCKS_PER_SEC < 20);
}

TEST_CASE("a missing file and a folder are errors that name them") {
  const TemporaryFolder folder;
  const auto missing = (folder / "none.safetensors").string();
  CHECK_THROWS_WITH(SafetensorsFile(missing),
                    "cannot read " + missing + ": No such file or directory");
  CHECK_THROWS_WITH(SafetensorsFile(folder.path()),
                    ContainsSubstring(folder.path().string() + " is a folder"));
}

TEST_CASE("weights that cannot be written leave the old ones") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "file", "x");
  CHECK_THROWS_AS(write_safetensors(folder / "file" / "w", {}, {}), Error);
  CHECK(read_file(folder / "file") == "x");
}

TEST_CASE("every dtype of the format has its size, and no other has one") {
  for (const char* dtype : {"F64", "I64", "U64"}) CHECK(bytes_of_dtype(dtype) == 8);
  for (const char* dtype : {"F32", "I32", "U32"}) CHECK(bytes_of_dtype(dtype) == 4);
  for (const char* dtype : {"F16", "BF16", "I16", "U16"}) CHECK(bytes_of_dtype(dtype) == 2);
  for (const char* dtype : {"I8", "U8", "BOOL"}) CHECK(bytes_of_dtype(dtype) == 1);
  for (const char* dtype : {"", "f32", "F128"}) CHECK(bytes_of_dtype(dtype) == 0);
}
