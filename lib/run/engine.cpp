#include "run/engine.h"

#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "data/image.h"
#include "data/loaders/drawn_signs.h"
#include "run/memory.h"
#include "run/verbs/verbs.h"

namespace mlday {
namespace {

/// Whatever says that memory ran out, wherever, ends in the same message.
template <class Request>
int in_memory(int (*run)(Request), const std::decay_t<Request>& request) {
  try {
    return run(request);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    if (!is_out_of_memory(error)) throw;
    throw out_of_memory_error();
  }
}

class TorchEngine : public Engine {
 public:
  int train(const TrainRequest& request) override { return in_memory(train_run, request); }
  int eval(const EvalRequest& request) override { return in_memory(eval_run, request); }
  int check(const CheckRequest& request) override { return in_memory(check_run, request); }
  int lr(const LrRequest& request) override { return in_memory(lr_run, request); }
  int find_lr(const FindLrRequest& request) override { return in_memory(find_lr_run, request); }
  int profile(const ProfileRequest& request) override { return in_memory(profile_run, request); }
  int gradcheck(const GradcheckRequest& request) override {
    return in_memory(gradcheck_run, request);
  }
  int elbow(const ElbowRequest& request) override { return in_memory(elbow_run, request); }
  int predict(const PredictRequest& request) override { return in_memory(predict_run, request); }
  int journal(const JournalRequest& request) override { return journal_run(request); }
  int sample(const SampleRequest& request) override { return in_memory(sample_run, request); }
  int recommend(const RecommendRequest& request) override {
    return in_memory(recommend_run, request);
  }
  int show(const ShowRequest& request) override { return show_config(request); }
  int inspect(const InspectRequest& request) override { return in_memory(inspect_run, request); }
  int export_weights(const ExportRequest& request) override {
    return in_memory(export_run, request);
  }
  int show_data(const DataRequest& request) override {
    return in_memory(mlday::show_data, request);
  }
  int help(const std::string& path) override { return show_help(path); }
  int list(const std::string& what) override { return show_list(what); }
  int info() override { return show_info(); }
  int docs(const std::string& root, bool write) override { return make_docs(root, write); }
  int load_table(const std::string& file, const std::string& into,
                 const std::string& table) override {
    return load_rows(file, into, table);
  }
  int make_gtsrb(const std::string& out, std::int64_t images, std::uint64_t seed) override {
    const auto written = write_gtsrb(out, images, seed);
    std::printf("Drew %s in GTSRB's official layout: %s\nTrain on them with --data %s\n",
                counted(written, "sign").c_str(), out.c_str(), out.c_str());
    return 0;
  }
};

}  // namespace
}  // namespace mlday

extern "C" mlday::Engine* mlday_engine() {
  static mlday::TorchEngine engine;
  mlday::set_up_opencv();
  return &engine;
}
