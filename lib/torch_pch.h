// Precompiled for the torch library: tensors, which nearly every file needs, and nothing more. GCC
// instantiates what a precompiled header leaves pending anew in every file: with all of
// <torch/torch.h> in it, each takes 7 s more.
#pragma once

#include <torch/types.h>
