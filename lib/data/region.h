// A part of a picture.
#pragma once

namespace mlday {

/// A rectangle in pixels, both corners inside it.
struct Region {
  int x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

/// The size a region's coordinates refer to, where the picture may have been resized since.
struct RegionOfInterest {
  Region region;
  int picture_width = 0, picture_height = 0;
};

}  // namespace mlday
