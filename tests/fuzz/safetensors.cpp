// Fuzzes the readers of safetensors files and of a checkpoint's facts of its data. Beyond not
// crashing: the tensors of a file that is read fill its data without gap or overlap, and all of it
// can be read.
#include "store/safetensors.h"

#include <cstring>

#include "core/error.h"
#include "data/facts.h"
#include "fuzz/in_file.h"

using namespace mlday;

namespace {

void check(const SafetensorsFile& file, std::size_t data_bytes) {
  std::size_t bytes = 0;
  unsigned sum = 0;
  const void* end = nullptr;
  for (const auto& view : file.tensors()) {
    require(!end || view.data == end, "a gap or an overlap");
    std::size_t size = bytes_of_dtype(view.dtype);
    const bool is_known = size > 0;  // else who wants the tensor is told
    for (const auto extent : view.shape) size *= static_cast<std::size_t>(extent);
    require(!is_known || size == view.bytes, "a shape that does not fit");
    const auto* at = static_cast<const unsigned char*>(view.data);
    for (std::size_t i = 0; i < view.bytes; ++i) sum += at[i];
    require(file.find(view.name) != nullptr, "a tensor that is not found by its name");
    bytes += view.bytes;
    end = at + view.bytes;
  }
  require(bytes == data_bytes, "bytes that belong to no tensor");
  static volatile unsigned sink;
  sink = sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  try {
    const SafetensorsFile read(in_file(data, size));
    std::uint64_t header_bytes = 0;
    std::memcpy(&header_bytes, data, sizeof header_bytes);
    check(read, size - sizeof header_bytes - header_bytes);
    const auto facts = facts_of_metadata(read.metadata(), "fuzzed");
    require(!facts.inputs.empty(), "facts without an input");
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}
