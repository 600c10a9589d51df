#include "data/arrays/hdf5_file.h"

#include <hdf5.h>

#include <algorithm>
#include <optional>

#include "config/setting_error.h"
#include "core/text.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// An HDF5 object, closed with its holder.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }
  bool is_open() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

struct Type {
  NumberType number;
  hid_t native;
};

std::optional<Type> type_of(hid_t type) {
  const auto width = H5Tget_size(type);
  const auto kind = H5Tget_class(type);
  if (kind == H5T_FLOAT)
    return width <= 4 ? Type{NumberType::float32, H5T_NATIVE_FLOAT}
                      : Type{NumberType::float64, H5T_NATIVE_DOUBLE};
  // h5py keeps true and false as an enumeration of bytes.
  if (kind == H5T_ENUM && width == 1) return Type{NumberType::int8, type};
  if (kind != H5T_INTEGER) return std::nullopt;
  if (width == 1 && H5Tget_sign(type) == H5T_SGN_NONE)
    return Type{NumberType::uint8, H5T_NATIVE_UINT8};
  return Type{NumberType::int64, H5T_NATIVE_INT64};
}

/// What an array holds that holds neither numbers nor texts.
std::string kind_text(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_COMPOUND:
      return "records (complex numbers are such, too)";
    case H5T_REFERENCE:
      return "references to other arrays, as MATLAB's cells";
    case H5T_ENUM:
      return "an enumeration of more than 8 bits: save its numbers";
    case H5T_OPAQUE:
      return "opaque bytes";
    case H5T_VLEN:
      return "lists of unequal length";
    default:
      return "a type that is not read";
  }
}

/// An opened array of a file, its extents held against the file's size.
struct Array {
  Handle file, dataset, type, space;
  std::vector<hsize_t> extents;

  Array(const fs::path& path, const ArrayName& wanted)
      : file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose),
        dataset(file.is_open() ? H5Dopen2(file, wanted.name.c_str(), H5P_DEFAULT) : -1, H5Dclose),
        type(dataset.is_open() ? H5Dget_type(dataset) : -1, H5Tclose),
        space(dataset.is_open() ? H5Dget_space(dataset) : -1, H5Sclose) {
    const auto& [name, key] = wanted;
    if (!file.is_open()) throw Error(path.string() + " is no HDF5 file, or is cut off");
    if (!dataset.is_open())
      throw SettingError(key, path.string() + " holds no array `" + name + "`" + names_text());
    const int rank = H5Sget_simple_extent_ndims(space);
    if (!type.is_open() || rank < 0) throw Error(path.string() + ": `" + name + "` is broken");
    extents.resize(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    double claimed = static_cast<double>(H5Tget_size(type));
    for (const auto extent : extents) claimed *= static_cast<double>(extent);
    const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
    if (is_elsewhere(path) || H5Pget_layout(creation) == H5D_VIRTUAL ||
        H5Pget_external_count(creation) > 0)
      throw SettingError(key, path.string() + ": `" + name +
                                  "` keeps its numbers in other files, which are not read: copy it "
                                  "into one file (h5repack)");
    check_claim(claimed, path, name, H5Pget_nfilters(creation) > 0);
  }

 private:
  /// Whether a link led to another file.
  bool is_elsewhere(const fs::path& path) const {
    std::string name(
        static_cast<std::size_t>(std::max<ssize_t>(H5Fget_name(dataset, nullptr, 0), 0)), '\0');
    H5Fget_name(dataset, name.data(), name.size() + 1);
    std::error_code code;
    return !fs::equivalent(name, path, code);
  }
  /// ": it has a, b and c/d": the arrays in the file and in its groups.
  std::string names_text() const {
    static constexpr std::size_t most = 20;
    std::vector<std::string> names;
    const auto add = [](hid_t, const char* name, const H5O_info_t* info, void* list) -> herr_t {
      auto& found = *static_cast<std::vector<std::string>*>(list);
      if (info->type == H5O_TYPE_DATASET) found.emplace_back(name);
      return found.size() < most ? 0 : 1;
    };
    H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, add, &names);
    return names.empty() ? "" : ": it has " + join_words(names);
  }
};

/// An array's texts, which all have the same room (each ends at its first NUL) or each their own.
std::vector<std::string> texts_of(const Array& array, const fs::path& path,
                                  const std::string& name) {
  std::size_t count = 1;
  for (const auto extent : array.extents) count *= extent;
  std::vector<std::string> texts;
  const auto read = [&](void* into) {
    if (H5Dread(array.dataset, array.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, into) < 0)
      throw Error(path.string() + ": `" + name + "` cannot be read");
  };
  if (H5Tis_variable_str(array.type) > 0) {
    std::vector<char*> pointers(count, nullptr);
    read(pointers.data());
    for (const auto* text : pointers) texts.emplace_back(text ? text : "");
    H5Dvlen_reclaim(array.type, array.space, H5P_DEFAULT, pointers.data());
    return texts;
  }
  const auto width = H5Tget_size(array.type);
  std::string bytes(width * count, '\0');
  read(bytes.data());
  for (std::size_t i = 0; i < count; ++i)
    texts.emplace_back(bytes.substr(i * width, width).c_str());
  return texts;
}

}  // namespace

StoredArray read_hdf5(const fs::path& path, const ArrayName& wanted, const MakeRoom& make_room) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // our own messages say it
  const Array array(path, wanted);
  const auto& [name, key] = wanted;
  if (H5Tget_class(array.type) == H5T_STRING) return {.texts = texts_of(array, path, name)};
  const auto type = type_of(array.type);
  if (!type)
    throw SettingError(
        key, path.string() + ": `" + name + "` holds no numbers, but " + kind_text(array.type));
  auto* room = make_room(type->number, {array.extents.begin(), array.extents.end()});
  if (H5Dread(array.dataset, type->native, H5S_ALL, H5S_ALL, H5P_DEFAULT, room) < 0)
    throw Error(path.string() + ": `" + name + "` cannot be read: the file is cut off or broken");
  constexpr double largest_of_16_bits = 65535;
  const bool has_16_bits = H5Tget_class(array.type) == H5T_INTEGER &&
                           H5Tget_size(array.type) == 2 && H5Tget_sign(array.type) == H5T_SGN_NONE;
  return {.white = has_16_bits ? largest_of_16_bits : 0, .texts = {}};
}

std::string hdf5_attribute(const fs::path& path, const ArrayName& name, const char* attribute) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  const Array array(path, name);
  if (H5Aexists(array.dataset, attribute) <= 0) return "";
  const Handle opened(H5Aopen(array.dataset, attribute, H5P_DEFAULT), H5Aclose);
  const Handle type(opened.is_open() ? H5Aget_type(opened) : -1, H5Tclose);
  constexpr std::size_t most = 100;
  const bool is_text = type.is_open() && H5Tget_class(type) == H5T_STRING &&
                       H5Tis_variable_str(type) == 0 && H5Tget_size(type) < most &&
                       H5Aget_storage_size(opened) < most;
  char text[most + 1] = {};
  return is_text && H5Aread(opened, type, text) >= 0 ? text : "";
}

}  // namespace mlday
