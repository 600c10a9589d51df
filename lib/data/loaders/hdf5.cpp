// Arrays in HDF5 files, such as the course's cats (train_set_x, train_set_y, list_classes).
#include "config/setting_error.h"
#include "data/arrays/array_files.h"
#include "data/arrays/hdf5_file.h"

namespace mlday {
namespace {

struct Hdf5 : ArrayFileSettings {
  std::optional<std::string> classes_from;

 protected:
  ArrayValues read(const std::filesystem::path& path, const ArrayName& name) const override {
    return values_of([&](const MakeRoom& room) { return read_hdf5(path, name, room); });
  }

  std::vector<std::string> names_in(const std::filesystem::path& path) const override {
    if (!classes_from) return {};
    auto names = read(path, {*classes_from, "dataset.classes_from"}).texts;
    if (names.empty())
      throw SettingError("dataset.classes_from",
                         path.string() + ": `" + *classes_from +
                             "` is no list of texts: name the classes in dataset.classes");
    return names;
  }
};

const auto hdf5_spec =
    Spec<Hdf5>("hdf5", "Arrays in HDF5 files: pictures of bytes, or any numbers.")
        .key("classes_from", &Hdf5::classes_from, anything(),
             "Name of the list of the classes' names in the file.")
        .inherits(array_file_spec);

}  // namespace

Kind<LoaderSettings> hdf5() { return kind_of<LoaderSettings>(hdf5_spec); }

}  // namespace mlday
