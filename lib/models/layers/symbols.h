// What layers over symbols have in common.
#pragma once

#include <torch/types.h>

#include <string>

#include "core/error.h"

namespace mlday {

/// A batch's symbols as whole numbers; an Error where one is none of the `known` that `key` sets.
inline torch::Tensor symbols_of(const torch::Tensor& input, std::int64_t known, const char* key) {
  const auto symbols = input.to(torch::kInt64);
  if (symbols.numel() == 0) return symbols;
  for (const auto& symbol : {symbols.min(), symbols.max()})
    if (const auto number = symbol.item<std::int64_t>(); number < 0 || number >= known)
      throw usage_error("an input is " + std::to_string(number) + ", but the layer's " + key +
                        " is " + std::to_string(known) +
                        ": it takes the symbols from 0 to below that");
  return symbols;
}

}  // namespace mlday
