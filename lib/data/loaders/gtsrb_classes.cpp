// GTSRB's files number the classes and do not name them; these names follow the usual English list.
#include "data/loaders/gtsrb_classes.h"

namespace mlday {

const std::vector<std::string>& gtsrb_class_names() {
  static const std::vector<std::string> names = {
      "Speed limit (20km/h)",
      "Speed limit (30km/h)",
      "Speed limit (50km/h)",
      "Speed limit (60km/h)",
      "Speed limit (70km/h)",
      "Speed limit (80km/h)",
      "End of speed limit (80km/h)",
      "Speed limit (100km/h)",
      "Speed limit (120km/h)",
      "No passing",
      "No passing for vehicles over 3.5 tons",
      "Right of way at the next intersection",
      "Priority road",
      "Yield",
      "Stop",
      "No vehicles",
      "No vehicles over 3.5 tons",
      "No entry",
      "General caution",
      "Dangerous curve to the left",
      "Dangerous curve to the right",
      "Double curve",
      "Bumpy road",
      "Slippery road",
      "Road narrows on the right",
      "Road work",
      "Traffic signals",
      "Pedestrians",
      "Children crossing",
      "Bicycles crossing",
      "Beware of ice or snow",
      "Wild animals crossing",
      "End of all speed and passing limits",
      "Turn right ahead",
      "Turn left ahead",
      "Ahead only",
      "Go straight or right",
      "Go straight or left",
      "Keep right",
      "Keep left",
      "Roundabout mandatory",
      "End of no passing",
      "End of no passing for vehicles over 3.5 tons",
  };
  return names;
}

}  // namespace mlday
