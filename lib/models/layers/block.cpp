// A list of layers that the config defines once under `model.blocks` and puts in by its name.
#include "core/text.h"
#include "models/plan.h"

namespace mlday {
namespace {

struct Block : Composite {
  std::string use;

  void plan(Planner& planner, const Choice<Layer>& self) const override {
    const auto* blocks = planner.blocks();
    const auto found = blocks ? blocks->find(use) : LayerBlocks::const_iterator{};
    if (!blocks || found == blocks->end()) {
      std::vector<std::string> names;
      if (blocks)
        for (const auto& [known, layers] : *blocks) names.push_back(known);
      const auto meant = nearest(use, names);
      throw PlanError("there is no block `" + use + "`: " +
                          (meant           ? "did you mean `" + *meant + "`?"
                           : names.empty() ? "define it under model.blocks"
                                           : "model.blocks has " + join_words(names)),
                      self.mark());
    }
    const Planner::Scope scope(planner, name);
    planner.add(found->second);
  }
};

const auto block_spec = Spec<Block>("block", "The layers that `model.blocks` has under this name.")
                            .required("use", &Block::use, anything(), "The block's name.")
                            .short_form("use")
                            .inherits(layer_spec);

}  // namespace

Kind<Layer> block() { return kind_of<Layer>(block_spec); }

}  // namespace mlday
