// What layers over symbols have in common.
#pragma once

#include <torch/types.h>
#include <torch/utils.h>

#include <string>

#include "core/error.h"

namespace mlday {

/// A batch's symbols as whole numbers; an Error where one is none of the `known` that `key` sets.
/// (On a device, where a look would wait for it, that ends the process.)
inline torch::Tensor symbols_of(const torch::Tensor& input, std::int64_t known, const char* key) {
  const auto symbols = input.to(torch::kInt64);
  const auto wrong = symbols.lt(0).logical_or(symbols.ge(known)).logical_or(symbols.ne(input));
  if (!input.is_cpu())
    torch::_assert_async(wrong.any().logical_not());
  else if (wrong.any().item<bool>())
    throw usage_error("an input is " +
                      std::to_string(input.masked_select(wrong)[0].item<double>()) +
                      ", but the layer's " + key + " is " + std::to_string(known) +
                      ": it takes whole numbers from 0 to " + std::to_string(known - 1));
  return symbols;
}

}  // namespace mlday
