// How well a list of recommendations meets what users then rated.
#pragma once

#include <cstdint>
#include <vector>

namespace mlday {

struct RankingFigures {
  double precision = 0, recall = 0, ndcg = 0;
};

/// Of one user, whose `relevant` items (one at least) stand at these places, from 1: the share of
/// the first k that are relevant, the share of the relevant that are among the first k, and the
/// discounted gain (Jarvelin and Kekalainen, 2002; 1 / log2(1 + place)) as a share of the best that
/// could be.
RankingFigures ranking_figures(const std::vector<std::int64_t>& relevant, std::int64_t k);

}  // namespace mlday
