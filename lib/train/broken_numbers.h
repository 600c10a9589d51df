// Losses and weights that are no numbers, and what is done about them (training.on_nan).
#pragma once

#include "core/error.h"
#include "store/records.h"
#include "train/train.h"

namespace mlday {

/// A loss or weights that are no numbers.
class BrokenNumbers : public Error {
 public:
  using Error::Error;
};

/// A BrokenNumbers where a loss is not finite.
void refuse_broken_loss(const Training& t, double loss, std::int64_t epoch,
                        const std::string& where);

/// The same of weights: an update may break them after the loss was computed, and what cannot go on
/// must not be saved.
void refuse_broken_weights(const Training& t);

/// What the learning rate is multiplied by: half for each time that the run was rolled back.
double lr_factor(const Progress& progress);

/// Counts an epoch's batches that are left out, and ends it where there are too many in a row.
class LeftOut {
 public:
  void step(const Training& t, bool skipped);
  void tell(Observer& observer, std::int64_t epoch) const;

 private:
  std::int64_t count_ = 0, in_a_row_ = 0;
};

/// Goes back to the last save, to go on with half the rate; false where that is not to be, or of no
/// use any more.
bool roll_back(Training& t, Observer& observer, const BrokenNumbers& error);

}  // namespace mlday
