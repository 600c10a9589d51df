#include "data/arrays/mat_file.h"

#include <cstring>
#include <fstream>
#include <optional>

#include "config/setting_error.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "data/arrays/hdf5_file.h"
#include "data/arrays/mat_format.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::optional<NumberType> type_of(int mat_class) {
  switch (mat_class) {
    case 6:
      return NumberType::float64;
    case 7:
      return NumberType::float32;
    case 8:
      return NumberType::int8;
    case 9:
      return NumberType::uint8;
    case 10:
      return NumberType::int16;
    case 11:
      return NumberType::uint16;
    case 12:
      return NumberType::int32;
    case 13:
      return NumberType::uint32;
    case 14:
    case 15:
      return NumberType::int64;
    default:
      return std::nullopt;
  }
}

/// What a variable is that is no array of real numbers.
std::string kind_text(const MatVariable& variable) {
  if (variable.is_complex) return "one of complex numbers";
  switch (variable.type) {
    case 1:
      return "a cell array";
    case 2:
      return "a struct: save its fields as variables of their own";
    case 4:
      return "a text";
    case 5:
      return "a sparse matrix (in MATLAB: full(x))";
    default:
      return "an object, such as a table or a string";
  }
}

std::string names_text(const MatFile& file) {
  std::vector<std::string> names;
  for (const auto& variable : file.variables())
    if (!variable.name.empty()) names.push_back(variable.name);
  return names.empty() ? "" : ": it has " + join_words(names);
}

/// Version 7.3 is HDF5 behind a header of MATLAB's.
bool is_hdf5(const fs::path& path) {
  constexpr std::streamoff version_at = 124;
  char mark[4] = {};
  std::ifstream file(path, std::ios::binary);
  return file.seekg(version_at).read(mark, sizeof mark) && std::memcmp(mark, "\0\2IM", 4) == 0;
}

SettingError not_real(const fs::path& path, const ArrayName& array, const std::string& kind) {
  return {array.key,
          path.string() + ": `" + array.name + "` is no array of real numbers, but " + kind};
}

/// True and false are 1 and 0, as of h5py: no shades of grey, as which bytes count.
constexpr auto type_of_logicals = NumberType::int8;

/// MATLAB says beside an array what it is; a text's letters are numbers there.
StoredArray read_version_73(const fs::path& path, const ArrayName& array,
                            const MakeRoom& make_room) {
  if (hdf5_attribute(path, array, "MATLAB_class") == "char") throw not_real(path, array, "a text");
  if (hdf5_attribute(path, array, "MATLAB_class") != "logical")
    return read_hdf5(path, array, make_room);
  return read_hdf5(path, array, [&](NumberType, const std::vector<std::int64_t>& extents) {
    return make_room(type_of_logicals, extents);
  });
}

}  // namespace

StoredArray read_mat(const fs::path& path, const ArrayName& array, const MakeRoom& make_room) {
  if (is_hdf5(path)) return read_version_73(path, array, make_room);
  constexpr std::size_t most_bytes = std::size_t{16} << 30;
  const MatFile file(read_file(path, most_bytes), path.string());
  std::size_t i = 0;
  while (i < file.variables().size() && file.variables()[i].name != array.name) ++i;
  if (i == file.variables().size())
    throw SettingError(array.key,
                       path.string() + " holds no array `" + array.name + "`" + names_text(file));
  const auto& variable = file.variables()[i];
  const auto type = variable.is_logical && variable.type == 9 ? std::optional(type_of_logicals)
                                                              : type_of(variable.type);
  if (!type || variable.is_complex || variable.extents.empty())
    throw not_real(path, array, kind_text(variable));
  double claimed = 1;  // a byte a value at least: files may store a double's values in fewer
  for (const auto extent : variable.extents) claimed *= static_cast<double>(extent);
  check_claim(claimed, path, array.name, true);
  const auto numbers = file.numbers(i);
  auto* room = make_room(*type, {variable.extents.rbegin(), variable.extents.rend()});
  if (!numbers.empty()) std::memcpy(room, numbers.data(), numbers.size());
  constexpr double largest_of_16_bits = 65535;
  return {.white = *type == NumberType::uint16 ? largest_of_16_bits : 0, .texts = {}};
}

}  // namespace mlday
