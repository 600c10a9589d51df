/* The small days by FANN, a C library of small nets: the same sizes and numbers of samples, full batches, its sigmoid
 * (FANN 2.2 has no ReLU) and plain gradient descent.
 *
 *     fann_nets CASE SECONDS      prints {"seconds_per_step": ..., "samples_per_second": ...} */
#include <fann.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int count, char** arguments) {
  static const struct {
    const char* name;
    unsigned layers, sizes[4], samples;
  } cases[] = {{"day02", 3, {12288, 7, 1}, 209}, {"day04", 4, {2, 10, 5, 1}, 300}};
  if (count != 3) return 2;
  for (unsigned c = 0; c < sizeof cases / sizeof *cases; ++c) {
    if (strcmp(cases[c].name, arguments[1]) != 0) continue;
    const unsigned inputs = cases[c].sizes[0], samples = cases[c].samples;
    struct fann* net = fann_create_standard_array(cases[c].layers, cases[c].sizes);
    fann_set_training_algorithm(net, FANN_TRAIN_BATCH);
    fann_set_activation_function_hidden(net, FANN_SIGMOID);
    fann_set_activation_function_output(net, FANN_SIGMOID);
    struct fann_train_data* data = fann_create_train(samples, inputs, 1);
    for (unsigned i = 0; i < samples; ++i) {
      for (unsigned j = 0; j < inputs; ++j) data->input[i][j] = (float)rand() / (float)RAND_MAX;
      data->output[i][0] = (float)(i % 2);
    }
    fann_train_epoch(net, data);
    const double begin = now(), seconds = atof(arguments[2]);
    long steps = 0;
    do
      fann_train_epoch(net, data);
    while (++steps, now() - begin < seconds);
    const double taken = now() - begin;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"seconds_per_step\": %g, \"samples_per_second\": %g, \"peak_mb\": %g}\n", taken / (double)steps,
           (double)(steps * samples) / taken, (double)usage.ru_maxrss / 1e3);
    return 0;
  }
  return 2;
}
