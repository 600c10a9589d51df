#include "engine.h"

#include <dlfcn.h>
#include <malloc.h>

#include <cstdlib>
#include <filesystem>
#include <limits>

#include "core/error.h"

namespace mlday {
namespace {

/// OpenBLAS takes its oldest kernels, slower by a multiple, for a processor of a later year than
/// its own. It is told which to take by what the processor can do. It reads this when it is loaded;
/// a user's own setting stays.
void choose_blas_kernels() {
#ifdef __x86_64__
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx512 || avx2) ::setenv("OPENBLAS_CORETYPE", avx512 ? "SkylakeX" : "Haswell", 0);
#endif
}

/// Settings of OpenMP and of malloc whose defaults cost training time.
void prepare_process() {
  // OpenMP's threads spin where they wait, and take the processors from the loader's threads and
  // from other programs. It reads this when it is loaded; a user's own setting stays.
  ::setenv("OMP_WAIT_POLICY", "passive", 0);
  // Large blocks that are freed go back to the kernel, and the next batch waits while it clears
  // others. It needs as much as the last one: keep them.
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

}  // namespace

Engine& engine() {
  static Engine* const opened = [] {
    choose_blas_kernels();
    prepare_process();
    const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const auto library = folder / "libmlday_torch.so";
    void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL);
    void* symbol = handle ? ::dlsym(handle, engine_symbol) : nullptr;
    if (!symbol)
      throw Error("cannot open " + library.string() + ": " + ::dlerror() +
                  " (build it again, or install LibTorch with scripts/setup.sh)");
    return reinterpret_cast<EngineFunction>(symbol)();
  }();
  return *opened;
}

}  // namespace mlday
