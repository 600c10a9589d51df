#include "tasks/sums.h"

#include <cctype>

namespace mlday {
namespace {

std::vector<double> on_host(const torch::Tensor& numbers) {
  if (numbers.dim() == 0) return {numbers.item<double>()};
  const auto doubles = numbers.to(torch::kCPU, torch::kFloat64).contiguous();
  return {doubles.data_ptr<double>(), doubles.data_ptr<double>() + doubles.numel()};
}

/// Where the number behind a list's name begins: 5 in "hits_12"; npos where there is none.
std::size_t place_of_number(const std::string& name) {
  const auto last = name.find_last_not_of("0123456789");
  if (last == std::string::npos || name[last] != '_' || last + 1 == name.size())
    return std::string::npos;
  return last + 1;
}

}  // namespace

void Sums::add(const std::string& name, double amount) {
  auto& sum = sums_[name].on_host;
  sum.resize(1);
  sum[0] += amount;
}

void Sums::add(const std::string& name, const torch::Tensor& amount, double times) {
  auto& sum = sums_[name];
  sum.is_list = amount.dim() > 0;
  if (!amount.is_cpu()) {
    // (What a resumed run had comes first: sums in another order differ in their last bits.)
    if (!sum.on_device.defined() && !sum.on_host.empty())
      sum.on_device =
          torch::tensor(sum.on_host, torch::kFloat64).reshape(amount.sizes()).to(amount.device());
    sum.on_host.clear();
    const auto more = amount.to(torch::kFloat64) * times;
    sum.on_device = sum.on_device.defined() ? sum.on_device + more : more;
    return;
  }
  const auto numbers = mlday::on_host(amount);
  sum.on_host.resize(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) sum.on_host[i] += numbers[i] * times;
}

void Sums::append(const std::string& name, const torch::Tensor& numbers) {
  auto& sum = sums_[name];
  sum.is_list = true;
  const auto more = mlday::on_host(numbers.reshape({-1}));
  sum.on_host.insert(sum.on_host.end(), more.begin(), more.end());
}

void Sums::smooth(const std::string& name, double start, double keep, const torch::Tensor& value) {
  auto& sum = sums_[name];
  if (sum.on_host.empty() && !sum.on_device.defined()) sum.on_host = {start};
  if (value.is_cpu()) {
    sum.on_host = {keep * at(name) + (1 - keep) * value.item<double>()};
    sum.on_device.reset();
    return;
  }
  if (!sum.on_device.defined()) sum.on_device = torch::zeros_like(value, torch::kFloat64);
  if (!sum.on_host.empty()) sum.on_device = sum.on_device + sum.on_host[0];
  sum.on_host.clear();
  sum.on_device = sum.on_device * keep + value.to(torch::kFloat64) * (1 - keep);
}

std::vector<double> Sums::all(const std::string& name) const {
  const auto& sum = sums_.at(name);
  if (!sum.on_device.defined()) return sum.on_host;
  auto numbers = mlday::on_host(sum.on_device);
  for (std::size_t i = 0; i < sum.on_host.size(); ++i) numbers[i] += sum.on_host[i];
  return numbers;
}

void Sums::keep_only(const std::string& prefix) {
  std::erase_if(sums_, [&](const auto& sum) { return !sum.first.starts_with(prefix); });
}

std::map<std::string, double> Sums::saved() const {
  std::map<std::string, double> saved;
  for (const auto& [name, sum] : sums_) {
    const auto numbers = all(name);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      saved[sum.is_list ? name + "_" + std::to_string(i) : name] = numbers[i];
  }
  return saved;
}

Sums Sums::restored(const std::map<std::string, double>& saved) {
  Sums sums;
  for (const auto& [name, number] : saved) {
    const auto place = place_of_number(name);
    if (place == std::string::npos) {
      sums.add(name, number);
      continue;
    }
    auto& list = sums.sums_[name.substr(0, place - 1)];
    list.is_list = true;
    const auto entry = std::stoul(name.substr(place));
    if (list.on_host.size() <= entry) list.on_host.resize(entry + 1);
    list.on_host[entry] = number;
  }
  return sums;
}

}  // namespace mlday
