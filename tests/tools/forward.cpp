// Runs a network on inputs that another program wrote, for comparing the two:
//   forward ARCHITECTURE_YAML WEIGHTS INPUT OUTPUT
// WEIGHTS are loaded as `weights:` loads them; INPUT holds the tensor `input` [N, ...]; OUTPUT gets
// the tensor `output` and the network's own weights under their names.
#include <torch/types.h>
#include <torch/utils.h>

#include <cstdio>

#include "config/yaml.h"
#include "models/architecture.h"
#include "models/module.h"
#include "models/pretrained.h"
#include "models/weights.h"

using namespace mlday;

namespace {

int forward(const std::string& yaml, const std::string& weights, const std::string& input,
            const std::string& output) {
  Problems problems;
  Reader reader(problems);
  Choice<ArchitectureSettings> model;
  architectures().read(parse_yaml(std::make_shared<Source>(Source{"model", yaml}), problems), model,
                       reader);
  problems.throw_errors();
  const SafetensorsFile file(input);
  const auto batch = tensor_of(file.tensors().front());
  Network network(model->plan(batch.sizes().slice(1).vec(), 1000));
  load_pretrained(network, {.file = weights}, weights);
  network.eval();
  const torch::NoGradGuard no_grad;
  NamedTensors tensors{{"output", network.forward(batch).values}};
  for (const auto& weight : weights_of(network)) tensors.push_back(weight);
  save_tensors(output, tensors, {});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: forward ARCHITECTURE_YAML WEIGHTS INPUT OUTPUT\n", stderr);
    return 2;
  }
  try {
    return forward(argv[1], argv[2], argv[3], argv[4]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "forward: %s\n", error.what());
    return 1;
  }
}
