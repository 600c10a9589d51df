// Numeric arrays in MATLAB files (version 5 and, where matio was built with HDF5, 7.3).
#include <matio.h>

#include <cstring>
#include <fstream>
#include <memory>

#include "config/setting_error.h"
#include "core/error.h"
#include "core/text.h"
#include "data/arrays/array_files.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::optional<torch::ScalarType> type_of(matio_classes type) {
  switch (type) {
    case MAT_C_DOUBLE:
      return torch::kFloat64;
    case MAT_C_SINGLE:
      return torch::kFloat32;
    case MAT_C_UINT8:
      return torch::kUInt8;
    case MAT_C_INT8:
      return torch::kInt8;
    case MAT_C_INT16:
      return torch::kInt16;
    case MAT_C_INT32:
      return torch::kInt32;
    case MAT_C_INT64:
    case MAT_C_UINT64:
      return torch::kInt64;
    case MAT_C_UINT16:
      return torch::kInt16;  // until it is widened
    case MAT_C_UINT32:
      return torch::kInt32;
    default:
      return std::nullopt;
  }
}

/// What a variable is that is no array of real numbers.
std::string kind_text(const matvar_t& variable) {
  if (variable.isComplex) return "one of complex numbers";
  switch (variable.class_type) {
    case MAT_C_SPARSE:
      return "a sparse matrix (in MATLAB: full(x))";
    case MAT_C_CELL:
      return "a cell array";
    case MAT_C_STRUCT:
      return "a struct: save its fields as variables of their own";
    case MAT_C_CHAR:
      return "a text";
    default:
      return "an object, such as a table or a string";
  }
}

/// Unsigned integers that were read as signed ones of the same width.
torch::Tensor widened(const torch::Tensor& values, matio_classes type) {
  if (type == MAT_C_UINT16) return values.to(torch::kInt64).bitwise_and(std::int64_t{0xFFFF});
  if (type == MAT_C_UINT32) return values.to(torch::kInt64).bitwise_and(std::int64_t{0xFFFFFFFF});
  return values;
}

/// A version 5 file is a header of 128 bytes and elements that say how long they are. matio takes
/// what is missing at the end for zeros, so that is looked for first.
void check_whole(const fs::path& path) {
  constexpr std::size_t header_bytes = 128, tag_bytes = 8;
  std::ifstream file(path, std::ios::binary);
  const auto read = [&](std::size_t at, std::size_t count) {
    std::string bytes(count, '\0');
    file.seekg(static_cast<std::streamoff>(at));
    return file.read(bytes.data(), static_cast<std::streamsize>(count)) ? bytes : std::string();
  };
  const std::string mark = read(header_bytes - 4, 4);
  const bool big = mark == std::string("\1\0MI", 4);
  if (!big && mark != std::string("\0\1IM", 4)) return;  // another version
  const std::size_t there = fs::file_size(path);
  for (std::size_t at = header_bytes; at < there;) {
    const std::string tag = read(at, at + tag_bytes > there ? 0 : tag_bytes);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4 && !tag.empty(); ++i)
      length = length << 8 | static_cast<unsigned char>(tag[big ? 4 + i : 7 - i]);
    at += tag_bytes + length;
    if (at > there)
      throw Error(path.string() + " is cut off: " +
                  counted(static_cast<std::int64_t>(at - there), "byte") + " or more are missing");
  }
}

using File = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

std::string names_in_file(const fs::path& path) {
  const File file(Mat_Open(path.c_str(), MAT_ACC_RDONLY), Mat_Close);
  std::vector<std::string> names;
  for (;;) {
    const Variable variable(Mat_VarReadNextInfo(file.get()), Mat_VarFree);
    if (!variable || !variable->name) break;
    names.emplace_back(variable->name);
  }
  return names.empty() ? "" : ": it has " + join_words(names);
}

struct Mat : ArrayFileSettings {
 protected:
  ArrayValues read(const fs::path& path, const ArrayName& array) const override {
    const auto& [name, key] = array;
    Mat_LogInitFunc("mlday", [](int, auto*) {});  // our own messages say it
    check_whole(path);
    const File file(Mat_Open(path.c_str(), MAT_ACC_RDONLY), Mat_Close);
    if (!file) throw Error(path.string() + " is no MATLAB file, or is cut off");
    const Variable variable(Mat_VarReadInfo(file.get(), name.c_str()), Mat_VarFree);
    if (!variable)
      throw SettingError(key,
                         path.string() + " holds no array `" + name + "`" + names_in_file(path));
    const auto type = type_of(variable->class_type);
    if (!type || variable->isComplex || variable->rank < 1 || !variable->dims)
      throw SettingError(key, path.string() + ": `" + name + "` is no array of real numbers, but " +
                                  kind_text(*variable));
    std::vector<std::int64_t> extents;
    double claimed = 1;  // a byte a value at least: files may store a double's values in fewer
    for (int d = 0; d < variable->rank; ++d) {
      extents.push_back(static_cast<std::int64_t>(variable->dims[d]));
      claimed *= static_cast<double>(variable->dims[d]);
    }
    check_claim(claimed, path, name, true);
    if (Mat_VarReadDataAll(file.get(), variable.get()) != 0 || !variable->data ||
        static_cast<double>(variable->nbytes) !=
            claimed * static_cast<double>(torch::elementSize(*type)))
      throw Error(path.string() + ": `" + name + "` cannot be read: the file is cut off or broken");
    // MATLAB's first index runs fastest.
    auto tensor = torch::empty(std::vector<std::int64_t>(extents.rbegin(), extents.rend()), *type);
    std::memcpy(tensor.data_ptr(), variable->data, variable->nbytes);
    std::vector<std::int64_t> reversed;
    for (auto d = static_cast<std::int64_t>(extents.size()); d-- > 0;) reversed.push_back(d);
    constexpr double largest_of_16_bits = 65535;
    return {.numbers = widened(tensor.permute(reversed).contiguous(), variable->class_type),
            .white = variable->class_type == MAT_C_UINT16 ? largest_of_16_bits : 0,
            .texts = {}};
  }
};

const auto mat_spec = Spec<Mat>("mat", "Numeric arrays in MATLAB files.").inherits(array_file_spec);

}  // namespace

Kind<LoaderSettings> mat() { return kind_of<LoaderSettings>(mat_spec); }

}  // namespace mlday
