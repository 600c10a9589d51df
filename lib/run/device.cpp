#include "run/device.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <torch/cuda.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/text.h"
#include "core/threads.h"
#include "train/settings.h"

namespace mlday {

torch::Device choose_device(const std::string& wanted) {
  const auto count = static_cast<std::int64_t>(torch::cuda::device_count());
  if (wanted == "auto")
    return count > 0 ? torch::Device(torch::kCUDA, 0) : torch::Device(torch::kCPU);
  if (wanted == "cpu") return torch::kCPU;
  const auto index = cuda_index(wanted);
  if (!index)
    throw usage_error("there is no device `" + wanted + "`: say auto, cpu, cuda or cuda:N");
  if (*index >= count)
    throw usage_error("the device `" + wanted + "` is not there: " +
                      (count == 0 ? "this machine or this LibTorch has no CUDA device; use "
                                    "--device cpu (or auto)"
                                  : "there are cuda:0 to cuda:" + std::to_string(count - 1)));
  return {torch::kCUDA, static_cast<torch::DeviceIndex>(*index)};
}

std::string device_text(const torch::Device& device) {
  return device.is_cpu() ? "CPU" : device.str();
}

int use_threads(std::optional<std::int64_t> wanted) {
  const int threads = wanted ? static_cast<int>(*wanted) : usable_processors();
  at::set_num_threads(threads);
  return threads;
}

std::string blas_text() {
  void* sgemm = ::dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info{};
  std::error_code code;
  if (!sgemm || ::dladdr(sgemm, &info) == 0 || !info.dli_fname) return "unknown";
  const auto file = std::filesystem::canonical(info.dli_fname, code).string();
  return code ? "unknown" : file;
}

std::string blas_kernels_text() {
  using CoreName = const char*();
  auto* const name = reinterpret_cast<CoreName*>(::dlsym(RTLD_DEFAULT, "openblas_get_corename"));
  return name ? name() : "";
}

std::string cuda_text() {
  const auto count = static_cast<std::int64_t>(torch::cuda::device_count());
  return count == 0 ? "none" : counted(count, "device");
}

std::optional<std::string> slow_blas_warning() {
  // Debian's reference implementation is .../blas/libblas.so.3; fast ones have folders of their
  // own.
  const auto file = blas_text();
  if (file.find("/blas/libblas") == std::string::npos) return std::nullopt;
  return "matrix products go through the slow reference BLAS (" + file +
         "): install OpenBLAS (apt-get install libopenblas0-pthread)";
}

}  // namespace mlday
