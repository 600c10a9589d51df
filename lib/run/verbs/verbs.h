// What each verb of the command line does: a file each. Where nothing else is said, a verb prints
// and returns the exit code 0; what the user can mend is an Error.
#pragma once

#include "run/engine.h"

namespace mlday {

/// Trains, or goes on. Returns 0, or 128 + signal after a saved interruption.
int train_run(const TrainRequest& request);

/// Evaluates a run's or a single checkpoint's weights on a part of the data; the confusion matrix
/// goes into the run folder as CSV.
int eval_run(const EvalRequest& request);

/// What a checkpoint makes of each file; 1 where one could not be read.
int predict_run(const PredictRequest& request);

/// Texts that a language model makes up, one a line.
int sample_run(SampleRequest request);

/// Items that a user may like, with reasons, or items that are like one.
int recommend_run(const RecommendRequest& request);

/// Checks configs, their models and (unless told not to) their data without training. Returns 2
/// where any has an error (with `strict`, or a warning).
int check_run(const CheckRequest& request);

/// A network's layers: shapes, parameters, multiply-adds, memory.
int inspect_run(const InspectRequest& request);

/// Reads all of a config's data and tells what it is: parts, classes, sizes, means, what is broken
/// or there twice; draws a contact sheet or writes the samples as tensors where asked.
int show_data(const DataRequest& request);

/// The learning rate over a whole run, also drawn.
int lr_run(const LrRequest& request);

/// A range test (Smith, 2017): trains with ever higher rates until the loss explodes, draws the
/// loss over the rate and suggests a rate.
int find_lr_run(const FindLrRequest& request);

/// Trains for some seconds and tells where the time goes: the parts of a step and of an epoch, the
/// layers, beside what the machine's matrix products reach.
int profile_run(const ProfileRequest& request);

/// Each tensor's gradient beside differences of the loss; 1 where one does not pass.
int gradcheck_run(const GradcheckRequest& request);

/// Clusters the training samples for every k from 1 on, and draws or prints the inertias.
int elbow_run(const ElbowRequest& request);

/// Writes the weights alone, under their own names, without what a run needs to go on.
int export_run(const ExportRequest& request);

/// Each day's figures beside those of its newest run here.
int journal_run(const JournalRequest& request);

/// A config as it is resolved, help on a key or kind, a roster's kinds, versions.
int show_config(const ShowRequest& request);
int show_help(const std::string& path);
int show_list(const std::string& what);
int show_info();

/// Writes the generated pages below `root`, or (not `write`) returns 1 and names those that are
/// stale.
int make_docs(const std::string& root, bool write);

int load_rows(const std::string& file, const std::string& into, const std::string& table);

}  // namespace mlday
