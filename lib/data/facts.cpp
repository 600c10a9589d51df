#include "data/facts.h"

#include "core/error.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {

std::int64_t DataFacts::outputs() const {
  return static_cast<std::int64_t>((has_classes() ? class_names : target_names).size());
}

std::string DataFacts::target_text() const {
  if (has_classes()) return std::to_string(class_names.size()) + " classes";
  return std::string(target_names.size() == 1 ? "the number " : "the numbers ") +
         join_words(target_names);
}

std::map<std::string, std::string> facts_metadata(const DataFacts& facts) {
  OrderedJson preprocessing{{"input_shape", facts.input_shape}};
  if (!facts.channels.empty()) {
    preprocessing["channels"] = facts.channels;
    preprocessing["scale"] = "1/255";
  }
  if (!facts.has_classes()) preprocessing["targets"] = facts.target_names;
  return {{"class_names", OrderedJson(facts.class_names).dump()},
          {"preprocessing", preprocessing.dump()}};
}

DataFacts facts_of_metadata(const std::map<std::string, std::string>& metadata,
                            const std::string& checkpoint) {
  try {
    const auto preprocessing = OrderedJson::parse(metadata.at("preprocessing"));
    DataFacts facts;
    facts.input_shape = preprocessing.at("input_shape").get<std::vector<std::int64_t>>();
    facts.channels = preprocessing.value("channels", "");
    facts.class_names =
        OrderedJson::parse(metadata.at("class_names")).get<std::vector<std::string>>();
    if (preprocessing.contains("targets"))
      facts.target_names = preprocessing["targets"].get<std::vector<std::string>>();
    return facts;
  } catch (const std::exception&) {
    throw Error(checkpoint +
                " does not say what its inputs and classes are: it is broken, or was "
                "not saved by mlday");
  }
}

}  // namespace mlday
