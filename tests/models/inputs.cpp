// Networks of several inputs.
#include "models/net.h"

using namespace mlday;
using namespace mlday::test;

TEST_CASE("branches begin with the inputs that they name") {
  PlanInputs inputs{2, 4, 4};
  inputs.front().name = "photo";
  inputs.push_back({{3}, "row", 1});
  const auto list =
      layer_list("[branches: [[flatten, linear: 5], [input: row, linear: 4, relu]], linear: 2]");
  Network network(plan_layers(list, inputs));
  initialize(network, settings_of(init_spec(), "{weight: {constant: .1}}"), 1);
  CHECK(network.plan().layers.back().input == Shape{9});
  const auto photo = wave({6, 2, 4, 4}, 1).to(torch::kFloat32);
  const auto row = wave({6, 3}, 2).to(torch::kFloat32);
  Fields fields(photo);
  fields.add(row);
  const auto output = network.forward(fields).values;
  CHECK(output.sizes().vec() == Shape{6, 2});
  Fields other(photo);
  other.add(row + 1);
  CHECK_FALSE(torch::allclose(network.forward(other).values, output));

  const auto refusal = [&](const std::string& layers) {
    try {
      plan_layers(layer_list(layers), inputs);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK_THAT(refusal("[flatten, linear: 2]"), ContainsSubstring("no layer reads the input `row`"));
  CHECK_THAT(refusal("[input: row, linear: 2]"), ContainsSubstring("input `photo`"));
  CHECK_THAT(refusal("[input: rows, linear: 2]"),
             ContainsSubstring("no input `rows`") && ContainsSubstring("`photo` and `row`"));
}
