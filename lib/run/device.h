// Where arithmetic happens, and with what.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>

namespace mlday {

/// "auto", "cpu", "cuda" or "cuda:N". An Error where that device is not there.
torch::Device choose_device(const std::string& wanted);

/// "CPU", or the GPU's number.
std::string device_text(const torch::Device& device);

/// Lets LibTorch use this many threads, or all that the process may use; returns how many.
int use_threads(std::optional<std::int64_t> wanted);

/// The library that matrix products go through, as a path; "unknown" where that cannot be told.
std::string blas_text();

/// The kind of processor whose kernels OpenBLAS took, "SkylakeX"; empty where the BLAS is another.
std::string blas_kernels_text();

/// "none", or the GPUs by number.
std::string cuda_text();

/// A warning where matrix products go through the reference BLAS, 20 to 40 times slower than
/// OpenBLAS.
std::optional<std::string> slow_blas_warning();

}  // namespace mlday
