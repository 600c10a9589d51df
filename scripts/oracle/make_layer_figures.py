#!/usr/bin/python3
"""Writes what PyTorch's layers compute, as cases for mlday's: tests/figures/layer_kinds.json.

Each case has the layer as a config says it, the shape of its input, and PyTorch's output; input and parameters
come from a formula (`wave`), the parameters with phases 1, 2, ... in PyTorch's order.

    apt-get install --no-install-recommends python3-torch
    /usr/bin/python3 scripts/oracle/make_layer_figures.py
"""
import json
import math
import pathlib

import torch
from torch import nn

FIGURES = pathlib.Path(__file__).resolve().parents[2] / "tests" / "figures" / "layer_kinds.json"


def wave(shape, phase):
    values = [math.sin(1.3 * i + phase) for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


class Sequence(nn.Module):
    """A recurrent layer's outputs: of all steps, or of the last (of the way back: its own last)."""

    def __init__(self, layer, last=False):
        super().__init__()
        self.layer, self.last = layer, last

    def forward(self, x):
        outputs, state = self.layer(x)
        if not self.last:
            return outputs
        state = state[0] if isinstance(state, tuple) else state
        directions = 2 if self.layer.bidirectional else 1
        return torch.cat(list(state[-directions:]), 1)


LINE, PICTURE, ROW, STEPS = (4, 11), (4, 6, 7), (9,), (5, 3)

CASES = [
    ("conv1d: {out_channels: 6, kernel_size: 3}", LINE, nn.Conv1d(4, 6, 3)),
    ("conv1d: {out_channels: 6, kernel_size: 4, stride: 3, padding: 2, groups: 2, bias: false}", LINE,
     nn.Conv1d(4, 6, 4, 3, 2, groups=2, bias=False)),
    ("conv1d: {out_channels: 2, kernel_size: 3, dilation: 3, padding: same}", LINE,
     nn.Conv1d(4, 2, 3, dilation=3, padding="same")),
    ("conv_transpose1d: {out_channels: 6, kernel_size: 4, stride: 3, padding: 1, output_padding: 2, groups: 2}", LINE,
     nn.ConvTranspose1d(4, 6, 4, 3, 1, 2, groups=2)),
    ("conv_transpose2d: {out_channels: 3, kernel_size: 2, stride: 2}", PICTURE, nn.ConvTranspose2d(4, 3, 2, 2)),
    ("conv_transpose2d: {out_channels: 6, kernel_size: [3, 2], stride: [2, 3], padding: 1, output_padding: [1, 0],"
     " dilation: [1, 2], groups: 2, bias: false}", PICTURE,
     nn.ConvTranspose2d(4, 6, (3, 2), (2, 3), 1, (1, 0), groups=2, bias=False, dilation=(1, 2))),
    ("max_pool1d: 3", LINE, nn.MaxPool1d(3)),
    ("max_pool1d: {kernel_size: 4, stride: 2, padding: 2}", LINE, nn.MaxPool1d(4, 2, 2)),
    ("avg_pool1d: {kernel_size: 4, stride: 3, padding: 1}", LINE, nn.AvgPool1d(4, 3, 1)),
    ("max_pool2d: {kernel_size: 3, stride: 2, ceil_mode: true}", PICTURE, nn.MaxPool2d(3, 2, ceil_mode=True)),
    ("max_pool2d: {kernel_size: 2, stride: 3, padding: 1, ceil_mode: true}", PICTURE,
     nn.MaxPool2d(2, 3, 1, ceil_mode=True)),
    ("avg_pool2d: {kernel_size: 3, stride: 2, padding: 1, ceil_mode: true}", PICTURE,
     nn.AvgPool2d(3, 2, 1, ceil_mode=True)),
    ("adaptive_avg_pool2d: [4, 3]", PICTURE, nn.AdaptiveAvgPool2d((4, 3))),
    ("adaptive_avg_pool2d: 9", PICTURE, nn.AdaptiveAvgPool2d(9)),
    ("adaptive_max_pool2d: 2", PICTURE, nn.AdaptiveMaxPool2d(2)),
    ("global_avg_pool1d", LINE, Function(lambda x: x.mean(2))),
    ("global_max_pool1d", LINE, Function(lambda x: x.amax(2))),
    ("global_avg_pool2d", PICTURE, Function(lambda x: x.mean((2, 3)))),
    ("global_max_pool2d", PICTURE, Function(lambda x: x.amax((2, 3)))),
    ("layer_norm", ROW, nn.LayerNorm(9)),
    ("layer_norm: {eps: .01, affine: false}", STEPS, nn.LayerNorm(3, 0.01, False)),
    ("layer_norm", PICTURE, nn.LayerNorm(PICTURE)),
    ("group_norm: 2", PICTURE, nn.GroupNorm(2, 4)),
    ("group_norm: {num_groups: 4, eps: .01, affine: false}", PICTURE, nn.GroupNorm(4, 4, 0.01, False)),
    ("local_response_norm", PICTURE, nn.LocalResponseNorm(5)),
    ("local_response_norm: {size: 3, alpha: .5, beta: .5, k: 2}", PICTURE, nn.LocalResponseNorm(3, 0.5, 0.5, 2)),
    ("relu", ROW, nn.ReLU()),
    ("leaky_relu", ROW, nn.LeakyReLU()),
    ("leaky_relu: .3", ROW, nn.LeakyReLU(0.3)),
    ("prelu", PICTURE, nn.PReLU()),
    ("prelu: {num_parameters: 4}", PICTURE, nn.PReLU(4)),
    ("elu", ROW, nn.ELU()),
    ("elu: .5", ROW, nn.ELU(0.5)),
    ("gelu", ROW, nn.GELU()),
    ("gelu: {approximate: tanh}", ROW, nn.GELU("tanh")),
    ("silu", ROW, nn.SiLU()),
    ("tanh", ROW, nn.Tanh()),
    ("sigmoid", ROW, nn.Sigmoid()),
    ("softmax", ROW, nn.Softmax(1)),
    ("softmax", STEPS, nn.Softmax(2)),
    ("softmax", PICTURE, nn.Softmax2d()),
    ("permute: [2, 1]", STEPS, Function(lambda x: x.permute(0, 2, 1))),
    ("permute: [3, 1, 2]", PICTURE, Function(lambda x: x.permute(0, 3, 1, 2))),
    ("reshape: [3, -1]", ROW, Function(lambda x: x.reshape(2, 3, 3))),
    ("upsample: 2", PICTURE, nn.Upsample(scale_factor=2)),
    ("upsample: {scale_factor: [2, 3], mode: bilinear}", PICTURE, nn.Upsample(scale_factor=(2, 3), mode="bilinear")),
    ("zero_pad2d: [1, 2]", PICTURE, nn.ZeroPad2d((2, 2, 1, 1))),
    ("rnn: 4", STEPS, Sequence(nn.RNN(3, 4, batch_first=True))),
    ("rnn: {hidden_size: 4, nonlinearity: relu, bias: false, num_layers: 2}", STEPS,
     Sequence(nn.RNN(3, 4, 2, nonlinearity="relu", bias=False, batch_first=True))),
    ("rnn: {hidden_size: 4, bidirectional: true, return_sequences: false}", STEPS,
     Sequence(nn.RNN(3, 4, batch_first=True, bidirectional=True), last=True)),
    ("lstm: 4", STEPS, Sequence(nn.LSTM(3, 4, batch_first=True))),
    ("lstm: {hidden_size: 4, num_layers: 2, bidirectional: true}", STEPS,
     Sequence(nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True))),
    ("lstm: {hidden_size: 4, num_layers: 2, return_sequences: false}", STEPS,
     Sequence(nn.LSTM(3, 4, 2, batch_first=True), last=True)),
    ("gru: 4", STEPS, Sequence(nn.GRU(3, 4, batch_first=True))),
    ("gru: {hidden_size: 4, bidirectional: true, return_sequences: false, bias: false}", STEPS,
     Sequence(nn.GRU(3, 4, bias=False, batch_first=True, bidirectional=True), last=True)),
]


def case(yaml, shape, layer):
    layer = layer.double().eval()
    with torch.no_grad():
        for phase, parameter in enumerate(layer.parameters(), 1):
            parameter.copy_(wave(tuple(parameter.shape), phase))
        output = layer(wave((2, *shape), 0.5))
    return {"yaml": yaml, "input": list(shape), "parameters": sum(p.numel() for p in layer.parameters()),
            "shape": list(output.shape[1:]), "output": output.flatten().tolist()}


def main():
    FIGURES.write_text("[\n" + ",\n".join(json.dumps(case(*each)) for each in CASES) + "\n]\n")


if __name__ == "__main__":
    main()
