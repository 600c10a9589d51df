// The layers that a config can name: a file and a line each.
#include "models/layer.h"

namespace mlday {

const Spec<Layer>& layer_spec() {
  static const auto spec = Spec<Layer>("layer", "")
                               .key("name", &Layer::name, anything(),
                                    "Its name in tables and checkpoints; else kind and number.")
                               .not_here({"in_channels", "in_features", "input_dim", "input_shape",
                                          "input_size", "num_features", "normalized_shape"},
                                         "leave it out: it follows from the layer before");
  return spec;
}

const Spec<Layer>& freezable_layer_spec() {
  static const auto spec = Spec<Layer>("layer", "")
                               .inherits(layer_spec)
                               .key("freeze", &Layer::freeze, anything(),
                                    "Training leaves its weights and statistics as they are.")
                               .elsewhere({"frozen"})
                               .not_here({"trainable", "requires_grad"},
                                         "it is the other way round here: `freeze: true` for "
                                         "`trainable: false`");
  return spec;
}

const Spec<Layer>& weighted_layer_spec() {
  static const auto spec =
      Spec<Layer>("layer", "")
          .inherits(freezable_layer_spec)
          .optional_section("init", &Layer::init, init_spec,
                            "How its weights start; null as the model's do.")
          .elsewhere({"kernel_initializer", "bias_initializer"})
          .not_here({"activation"}, "write it as a layer of its own after this one: `- relu`")
          .not_here({"kernel_regularizer", "bias_regularizer", "activity_regularizer"},
                    "all weights have one, at the top level: `regularizer: {l2: ...}`");
  return spec;
}

// The kinds are made in files of their own.
Kind<Layer> adaptive_avg_pool2d(), adaptive_max_pool2d(), avg_pool1d(), avg_pool2d(), batch_norm(),
    block(), branches(), conv1d(), conv2d(), conv_transpose1d(), conv_transpose2d(), dropout(),
    dropout1d(), dropout2d(), elu(), embedding(), flatten(), gelu(), global_avg_pool1d(),
    global_avg_pool2d(), global_max_pool1d(), global_max_pool2d(), group_norm(), gru(),
    input_layer(), layer_norm(), leaky_relu(), linear(), local_response_norm(), lstm(),
    max_pool1d(), max_pool2d(), one_hot(), permute(), prelu(), relu(), repeat(), reshape(),
    residual(), rnn(), sigmoid(), silu(), softmax(), tanh_layer(), upsample(), zero_pad2d();

const Roster<Layer>& layers() {
  static const Roster<Layer> roster("layer", "", "",
                                    {
                                        adaptive_avg_pool2d(),
                                        adaptive_max_pool2d(),
                                        avg_pool1d(),
                                        avg_pool2d(),
                                        batch_norm(),
                                        block(),
                                        branches(),
                                        conv1d(),
                                        conv2d(),
                                        conv_transpose1d(),
                                        conv_transpose2d(),
                                        dropout(),
                                        dropout1d(),
                                        dropout2d(),
                                        elu(),
                                        embedding(),
                                        flatten(),
                                        gelu(),
                                        global_avg_pool1d(),
                                        global_avg_pool2d(),
                                        global_max_pool1d(),
                                        global_max_pool2d(),
                                        group_norm(),
                                        gru(),
                                        layer_norm(),
                                        input_layer(),
                                        leaky_relu(),
                                        linear(),
                                        local_response_norm(),
                                        lstm(),
                                        max_pool1d(),
                                        max_pool2d(),
                                        one_hot(),
                                        permute(),
                                        prelu(),
                                        relu(),
                                        repeat(),
                                        reshape(),
                                        residual(),
                                        rnn(),
                                        sigmoid(),
                                        silu(),
                                        softmax(),
                                        tanh_layer(),
                                        upsample(),
                                        zero_pad2d(),
                                    });
  return roster;
}

}  // namespace mlday
