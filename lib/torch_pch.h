// Precompiled for the torch library: LibTorch's headers take most of a file's build time.
#pragma once

#include <torch/torch.h>
