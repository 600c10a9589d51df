#include "run/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "core/text.h"

namespace mlday {

MemoryNeed memory_need(const Plan& plan, std::int64_t slots) {
  const auto weights = plan.training_bytes(0, slots);
  return {.weights = weights, .sample = plan.training_bytes(1, slots) - weights};
}

std::int64_t memory_left() {
  const std::int64_t page = ::sysconf(_SC_PAGESIZE), pages = ::sysconf(_SC_PHYS_PAGES);
  std::int64_t mapped = 0, resident = 0;  // pages of this process
  std::ifstream("/proc/self/statm") >> mapped >> resident;
  if (page <= 0 || pages <= 0 || mapped == 0) return 0;
  std::int64_t machine = pages * page, group = 0;
  std::ifstream("/sys/fs/cgroup/memory.max") >> group;  // "max" where there is no limit
  if (group > 0) machine = std::min(machine, group);
  auto left = machine - resident * page;
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    left = std::min(left, static_cast<std::int64_t>(limit.rlim_cur) - mapped * page);
  return std::max<std::int64_t>(left, 1);
}

std::string memory_text(const MemoryNeed& need, std::int64_t batch_size, std::int64_t left) {
  const auto data = need.data > 0 ? ", and " + bytes_text(need.data) + " for the data" : "";
  const auto text = "about " + bytes_text(need.weights + need.sample * batch_size) +
                    " of memory to train in batches of " + std::to_string(batch_size) + data;
  if (left == 0 || need.in_all(batch_size) <= left) return text;
  const auto fits = need.sample > 0 ? (left - need.weights - need.data) / need.sample : 0;
  return text + ", more than there is (" + bytes_text(left) + "): " +
         (fits > 0 ? "batches of " + std::to_string(fits) + " would fit (dataset.batch_size)"
                   : "no batch would fit; take a smaller network");
}

bool is_out_of_memory(const std::exception& error) {
  const std::string text = error.what();
  return text.find("out of memory") != std::string::npos ||
         text.find("can't allocate memory") != std::string::npos ||
         text.find("STATUS_ALLOC_FAILED") != std::string::npos ||
         text.find("could not create a memory object") != std::string::npos ||  // oneDNN's
         dynamic_cast<const std::bad_alloc*>(&error);
}

Error out_of_memory_error() {
  return Error(
      "out of memory: try a smaller dataset.batch_size, or a smaller network (`mlday inspect` "
      "shows what it needs)");
}

Error out_of_memory_error(const MemoryNeed& need, std::int64_t batch_size, std::int64_t left) {
  const bool seems_to_fit = left == 0 || need.in_all(batch_size) <= left;
  return Error("out of memory: it takes " + memory_text(need, batch_size, left) +
               (seems_to_fit ? ": try a smaller dataset.batch_size" : "") +
               " (`mlday inspect` shows what each layer needs)");
}

}  // namespace mlday
