#include "report/paired_runs.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "report/paired.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct RunTest {
  std::size_t other = 0;
  std::string part;
  PairedTest test;
};

/// Reads each table of predictions once.
class PairedRuns {
 public:
  PairedRuns(const std::vector<ComparedRun>& runs, const std::string& part)
      : runs_(runs), part_(part) {}

  /// Whether there is anything to hold other runs against.
  bool can_begin() const { return !lacks(runs_[0]); }

  RunTest test(std::size_t other) {
    const auto &a = runs_[0], &b = runs_[other];
    const auto part = part_of(a, b);
    if (part.empty()) return {other, part_.empty() ? "test" : part_, {.finding = why_none(a, b)}};
    if (are_drawn_apart(a, b))
      return {other,
              part,
              {.finding = a.label + " and " + b.label + " were evaluated on different data (" +
                          a.summary.data_origin + "; " + b.summary.data_origin +
                          "): generate both from the same dataset.seed"}};
    return {other, part, paired_test(of(0, part), of(other, part), a.label, b.label)};
  }

 private:
  static bool has(const ComparedRun& run, const std::string& part) {
    return fs::exists(run.folder.predictions(part));
  }
  bool lacks(const ComparedRun& run) const {
    if (!part_.empty()) return !has(run, part_);
    return !has(run, "test") && !has(run, "validation");
  }
  std::string part_of(const ComparedRun& a, const ComparedRun& b) const {
    for (const std::string part : {"test", "validation"})
      if ((part_.empty() || part == part_) && has(a, part) && has(b, part)) return part;
    return "";
  }
  std::string why_none(const ComparedRun& a, const ComparedRun& b) const {
    std::vector<std::string> lacking;
    for (const auto* run : {&a, &b})
      if (lacks(*run)) lacking.push_back(run->label);
    if (lacking.empty())
      return a.label + " and " + b.label +
             " were evaluated on different parts of the data, one on " +
             "the test part, the other on validation";
    return join_words(lacking) + (lacking.size() > 1 ? " have" : " has") + " no predictions" +
           (part_.empty() ? "" : " of the " + part_ + " part") +
           ": they are written when training ends, where there is such a part and a truth for each "
           "sample";
  }
  /// Generated data are called the same whatever seed drew them.
  static bool are_drawn_apart(const ComparedRun& a, const ComparedRun& b) {
    const bool are_generated = a.summary.data_folder.empty() && b.summary.data_folder.empty();
    return are_generated && a.summary.data_origin != b.summary.data_origin;
  }
  const std::vector<Prediction>& of(std::size_t run, const std::string& part) {
    const auto [found, is_new] = read_.try_emplace({run, part});
    if (is_new) found->second = read_predictions(runs_[run].folder.predictions(part));
    // Only the first run's are needed again.
    if (is_new && run > 0)
      std::erase_if(read_, [&](const auto& entry) {
        return entry.first.first > 0 && entry.first.first != run;
      });
    return read_.at({run, part});
  }

  const std::vector<ComparedRun>& runs_;
  const std::string part_;
  std::map<std::pair<std::size_t, std::string>, std::vector<Prediction>> read_;
};

bool is_pooled(const Pools& pools, std::size_t run) {
  return std::any_of(pools.list.begin(), pools.list.end(), [&](const Pool& pool) {
    return std::find(pool.runs.begin(), pool.runs.end(), run) != pool.runs.end();
  });
}

}  // namespace

OrderedJson paired_tests_json(const std::vector<ComparedRun>& runs, const Pools& pools,
                              const std::string& part) {
  PairedRuns paired(runs, part);
  std::vector<RunTest> tests;
  std::vector<double> chances;
  for (std::size_t other = 1; other < runs.size(); ++other) {
    if (runs.size() > 2 && is_pooled(pools, 0) && is_pooled(pools, other)) continue;
    tests.push_back(paired.test(other));
    if (!paired.can_begin()) break;  // once is enough
    if (tests.back().test.is_tested()) chances.push_back(tests.back().test.p);
  }
  const auto corrected = holm_adjusted(chances);
  auto list = OrderedJson::array();
  std::size_t tested = 0;
  for (const auto& [other, of_part, test] : tests) {
    OrderedJson json{{"part", of_part}, {"a", 0}, {"b", other}};
    const auto p = test.is_tested() ? corrected[tested++] : test.p;
    json["words"] = words_of(test, p, chances.size());
    json["p"] = test.is_tested() ? OrderedJson(test.p) : OrderedJson(nullptr);
    if (test.is_tested() && chances.size() > 1) json["corrected"] = p;
    json["method"] = test.method;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace mlday
