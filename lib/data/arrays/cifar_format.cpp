#include "data/arrays/cifar_format.h"

#include "core/error.h"
#include "core/text.h"

namespace mlday {

std::vector<CifarRecord> cifar_records(const std::string& bytes, const std::string& name) {
  constexpr auto record = 1 + cifar_pixels;
  if (bytes.empty() || bytes.size() % record != 0)
    throw Error(name + " is no whole CIFAR-10 batch: it has " +
                with_commas(static_cast<std::int64_t>(bytes.size())) + " bytes, no multiple of " +
                with_commas(record));
  std::vector<CifarRecord> records;
  for (std::size_t at = 0; at < bytes.size(); at += record) {
    const auto label = static_cast<unsigned char>(bytes[at]);
    if (label >= cifar_classes)
      throw Error(name + ": record " + std::to_string(at / record) + " has the label " +
                  std::to_string(label) + ", and CIFAR-10 has only 10 classes");
    records.push_back({label, bytes.data() + at + 1});
  }
  return records;
}

}  // namespace mlday
