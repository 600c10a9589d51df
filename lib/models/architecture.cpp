// What all architectures share, and the roster of them.
#include "models/architecture.h"

#include "config/setting_error.h"
#include "core/text.h"

namespace mlday {
const Spec<ArchitectureSettings>& architecture_spec() {
  static const auto spec =
      Spec<ArchitectureSettings>("model", "")
          .section("init", &ArchitectureSettings::init, init_spec, "How weights start.")
          .elsewhere({"initializer", "kernel_initializer"})
          .key("freeze", &ArchitectureSettings::freeze, anything(),
               "Patterns of layer names whose weights and statistics training leaves as they are: "
               "[features, layer1.*].")
          .not_here({"trainable"}, "name the layers that stay as they are: `freeze: [features]`")
          .not_here({"weights", "pretrained", "include_top"},
                    "pretrained weights are a section at the top level: `weights: {file: "
                    "FILE.safetensors, except: [fc]}`; scripts/pth_to_safetensors.py makes the "
                    "file");
  return spec;
}

Plan ArchitectureSettings::plan(const PlanInputs& inputs, std::int64_t classes) const {
  Plan plan = layers_for(inputs, classes);
  for (const auto& pattern : freeze) {
    bool fits_any = false;
    std::vector<std::string> names;
    for (auto& layer : plan.layers) {
      names.push_back(layer.name);
      if (!pattern_fits(pattern, layer.name)) continue;
      fits_any = true;
      layer.frozen = true;
    }
    if (fits_any) continue;
    const auto meant = nearest(pattern, names);
    throw SettingError("model.freeze", "`model.freeze` has `" + pattern + "`, which fits no layer" +
                                           (meant ? ": did you mean `" + *meant + "`?"
                                                  : "; `mlday inspect` shows the layers' names"));
  }
  return plan;
}

Plan NamedNet::layers_for(const PlanInputs& inputs, std::int64_t classes) const {
  Planner net(inputs);
  add_layers(net, num_classes.value_or(classes));
  return net.take();
}

const Spec<NamedNet>& named_net_spec() {
  static const auto spec =
      Spec<NamedNet>("model", "")
          .key("num_classes", &NamedNet::num_classes, extent(),
               "Number of outputs; null takes as many as the data has classes.")
          .elsewhere({"classes", "out_features"})
          .inherits(architecture_spec);
  return spec;
}

// The kinds are made in files of their own.
Kind<ArchitectureSettings> alexnet(), alexnet_paper(), googlenet(), lenet5(), mlp(), nin(),
    resnet(int depth), spelled_out(), vgg(int depth);

const Roster<ArchitectureSettings>& architectures() {
  static const Roster<ArchitectureSettings> roster("architecture", "architecture", "layers",
                                                   {
                                                       alexnet(),
                                                       alexnet_paper(),
                                                       googlenet(),
                                                       lenet5(),
                                                       mlp(),
                                                       nin(),
                                                       resnet(18),
                                                       resnet(34),
                                                       resnet(50),
                                                       resnet(101),
                                                       resnet(152),
                                                       spelled_out(),
                                                       vgg(11),
                                                       vgg(13),
                                                       vgg(16),
                                                       vgg(19),
                                                   });
  return roster;
}

}  // namespace mlday
