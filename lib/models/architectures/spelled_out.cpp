// The network that a config spells out layer by layer.
#include "models/architecture.h"

namespace mlday {
namespace {

/// `blocks: {entry: [...]}`: a block's layers.
struct BlockLayers {
  LayerList layers;
};

const Spec<BlockLayers>& block_layers_spec() {
  static const auto spec = Spec<BlockLayers>("block", "Layers that go by one name.")
                               .list("layers", &BlockLayers::layers, mlday::layers, "In order.")
                               .short_form("layers");
  return spec;
}

struct SpelledOut : ArchitectureSettings {
  LayerList layers;
  std::vector<std::pair<std::string, BlockLayers>> blocks;

  Plan layers_for(const PlanInputs& inputs, std::int64_t) const override {
    LayerBlocks lists;
    for (const auto& [name, block] : blocks) lists[name] = block.layers;
    return plan_layers(layers, inputs, &lists);
  }
};

const auto spelled_out_spec =
    Spec<SpelledOut>("layers", "The layers that the config lists.")
        .list("layers", &SpelledOut::layers, mlday::layers, "In order.")
        .section_map("blocks", &SpelledOut::blocks, block_layers_spec,
                     "Lists of layers by name; `block: NAME` puts one in, as often as wanted.")
        .inherits(architecture_spec);

}  // namespace

Kind<ArchitectureSettings> spelled_out() { return kind_of<ArchitectureSettings>(spelled_out_spec); }

}  // namespace mlday
