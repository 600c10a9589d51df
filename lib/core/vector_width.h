// Loops compiled for several kinds of processors, of which the one at hand takes its own. Elsewhere
// than on x86-64 the compiler's default is wide enough. (Under the thread sanitizer the choice
// would be made before that one is ready.)
#pragma once

#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
/// For each width of vector registers; multiplying and adding stay two roundings.
#define MLDAY_FOR_EACH_VECTOR_WIDTH __attribute__((target_clones("avx512f", "avx2", "default")))
/// For each kind of processor, with all that it can do at once.
#define MLDAY_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define MLDAY_FOR_EACH_VECTOR_WIDTH
#define MLDAY_FOR_EACH_PROCESSOR
#endif
