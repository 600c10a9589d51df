// Numeric arrays in MATLAB files.
#include "data/arrays/array_files.h"
#include "data/arrays/mat_file.h"

namespace mlday {
namespace {

struct Mat : ArrayFileSettings {
 protected:
  ArrayValues read(const std::filesystem::path& path, const ArrayName& name) const override {
    auto values = values_of([&](const MakeRoom& room) { return read_mat(path, name, room); });
    std::vector<std::int64_t> reversed;
    for (auto d = values.numbers.dim(); d-- > 0;) reversed.push_back(d);
    values.numbers = values.numbers.permute(reversed).contiguous();
    return values;
  }
};

const auto mat_spec = Spec<Mat>("mat", "Numeric arrays in MATLAB files.").inherits(array_file_spec);

}  // namespace

Kind<LoaderSettings> mat() { return kind_of<LoaderSettings>(mat_spec); }

}  // namespace mlday
