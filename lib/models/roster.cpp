// The layers that a config can name: a file and a line each.
#include "models/layer.h"

namespace mlday {

const Spec<Layer>& layer_spec() {
  static const auto spec = Spec<Layer>("layer", "")
                               .key("name", &Layer::name, anything(),
                                    "Its name in tables and checkpoints; else kind and number.");
  return spec;
}

const Roster<Layer>& layers() {
  static const Roster<Layer> roster("layer", "", "",
                                    {
                                        avg_pool2d(),
                                        batch_norm(),
                                        conv2d(),
                                        dropout(),
                                        flatten(),
                                        linear(),
                                        max_pool2d(),
                                        relu(),
                                        repeat(),
                                    });
  return roster;
}

}  // namespace mlday
