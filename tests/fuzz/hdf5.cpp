// Fuzzes the reader of HDF5 files.
#include "core/error.h"
#include "data/arrays/hdf5_file.h"
#include "fuzz/arrays.h"
#include "fuzz/in_file.h"

using namespace mlday;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  try {
    read_all(read_hdf5, in_file(data, size));
  } catch (const Error&) {
    // Refused, as most inputs are.
  }
  return 0;
}
