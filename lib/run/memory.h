// What training needs of memory, and what there is.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include "core/error.h"
#include "models/plan.h"

namespace mlday {

/// In bytes, estimated.
struct MemoryNeed {
  std::int64_t weights = 0;  ///< with their gradients and what the optimizer keeps of them
  std::int64_t sample = 0;   ///< for each sample of a batch
  std::int64_t data = 0;     ///< samples that stay in memory

  std::int64_t in_all(std::int64_t batch_size) const {
    return weights + sample * batch_size + data;
  }
};

/// The optimizer keeps so many numbers of each weight.
MemoryNeed memory_need(const Plan& plan, std::int64_t slots);

/// What is left of the memory that the process may have (the machine's, its control group's,
/// `ulimit -v`), in bytes; 0 where that cannot be told.
std::int64_t memory_left();

/// "about 1.2 GB of memory to train in batches of 128", and where that is more than `left`, the
/// batch size that would fit.
std::string memory_text(const MemoryNeed& need, std::int64_t batch_size, std::int64_t left);

/// Whether an exception is one of LibTorch's, or C++'s, ways to say that memory ran out.
bool is_out_of_memory(const std::exception& error);

/// What to say then.
Error out_of_memory_error();
/// The same where it is known what was needed.
Error out_of_memory_error(const MemoryNeed& need, std::int64_t batch_size, std::int64_t left);

}  // namespace mlday
