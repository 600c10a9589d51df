#!/usr/bin/env python3
"""Draws docs/augment.png: one drawn traffic sign as each augmentation makes it, by `mlday data show --augmented --grid`.

Usage: draw_augmentations.py [mlday]     (default: the release build; writes docs/augment.png)
"""
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image, ImageDraw

SOURCE = pathlib.Path(__file__).resolve().parents[1]
SIDE, COLUMNS, GUTTER = 48, 8, 4  # the last as lib/data/contact_sheet.cpp has it
TILES = COLUMNS * (SIDE + GUTTER) + GUTTER  # a row's width; the labels before it are as wide as they must be

WAYS = ["rotate: 30", "shift: .2", "zoom: .3", "shear: 30", "horizontal_flip: true", "vertical_flip: true",
        "scale_jitter: [48, 80], random_crop: 48", "random_crop: {padding: 12}", "brightness: .6", "contrast: .8",
        "saturation: .9", "hue: .5", "pca_noise: 3", "blur: 2", "noise: .1", "cutout: .4"]


def sheet(program, folder, way):
    """The contact sheet's one row: the sign as the first epoch sees its copies."""
    config = folder / "sign.yaml"
    config.write_text(f"""\
dataset: {{loader: image_folder, root: signs, image_size: {SIDE}, augment: {{{way}}}}}
model: {{layers: [flatten, linear: 1]}}
optimizer: adam
""")
    subprocess.run([program, "data", "show", config, "--data", folder, "--augmented", "--grid", folder / "row.png"],
                   check=True, stdout=subprocess.DEVNULL)
    page = Image.open(folder / "row.png")
    return page.crop((page.width - TILES, 0, page.width, SIDE + GUTTER))


def drawn_sign(program, folder):
    """A sign of the stand-in set, as large as it is drawn: the first of its first class on a contact sheet."""
    config = folder / "drawn.yaml"
    config.write_text(f"""\
dataset: {{loader: gtsrb, root: absent, image_size: {SIDE}, stand_in: {{kind: synthetic, images: 430}}}}
model: {{layers: [flatten, linear: 43]}}
optimizer: adam
""")
    subprocess.run([program, "data", "show", config, "--grid", folder / "drawn.png"], check=True, cwd=folder,
                   stdout=subprocess.DEVNULL)
    page = Image.open(folder / "drawn.png")
    stop = 14
    corner = (page.width - TILES, GUTTER + stop * (SIDE + GUTTER))
    return page.crop((*corner, corner[0] + SIDE, corner[1] + SIDE))


def main(program=SOURCE / "build/release/bin/mlday"):
    program = pathlib.Path(program).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sign = drawn_sign(program, folder)
        (folder / "signs/stop").mkdir(parents=True)
        for i in range(COLUMNS):
            sign.save(folder / f"signs/stop/{i}.png")
        rows = [sheet(program, folder, way) for way in WAYS]
    label_width = 260
    picture = Image.new("RGB", (label_width + rows[0].width, len(rows) * rows[0].height + GUTTER), "white")
    draw = ImageDraw.Draw(picture)
    for i, (way, row) in enumerate(zip(WAYS, rows)):
        picture.paste(row, (label_width, i * row.height))
        draw.text((GUTTER, i * row.height + SIDE // 2), way, fill="black")
    picture.quantize(256).save(SOURCE / "docs/augment.png", optimize=True)


if __name__ == "__main__":
    if len(sys.argv) > 2 or sys.argv[1:2] == ["-h"]:
        sys.exit(__doc__)
    main(*sys.argv[1:])
