// Goes on from one of the network's inputs instead of from the layer before: the beginning of a
// branch where the data has several (a picture and a table's row).
#include "models/plan.h"

namespace mlday {
namespace {

struct Input : Composite {
  std::string field;

  void plan(Planner& planner, const Choice<Layer>& self) const override {
    planner.go_to(planner.input_called(field, self.mark()));
  }
};

const auto input_spec =
    Spec<Input>("input", "Goes on from one of several inputs: the beginning of one of `branches`.")
        .also_called({"Input", "InputLayer"})
        .required("field", &Input::field, anything(),
                  "The input's name: a column of type text or picture, or `row` for the others.")
        .short_form("field");

}  // namespace

Kind<Layer> input_layer() { return kind_of<Layer>(input_spec); }

}  // namespace mlday
