#!/usr/bin/python3
"""Makes up ratings to measure with: `make_ratings.py FILE RATINGS`; as many users and items as MovieLens 20M would have.

    apt-get install --no-install-recommends python3-numpy
    /usr/bin/python3 scripts/make_ratings.py /tmp/made/ratings.csv 20000000
"""
import sys

import numpy as np


def main():
    file, count = sys.argv[1], int(sys.argv[2])
    random = np.random.default_rng(20)
    users, items = max(count // 144, 10), min(max(count // 40, 10), 26_744)
    user_tastes, item_tastes = random.normal(0, .5, (users, 3)), random.normal(0, .5, (items, 3))
    item_bias = random.normal(0, .4, items)
    written = 0
    with open(file, "w") as out:
        out.write("userId,movieId,rating\n")
        for user in range(users):
            left = (count - written) / (users - user)
            wanted = min(count - written, items, 1 + random.poisson(max(left - 1, 0)))
            # (Few films have most of the ratings.)
            films = np.unique((items * random.random(2 * wanted + 10) ** 2.5).astype(int))
            films = random.permutation(films)[:wanted]
            stars = 3.5 + item_bias[films] + item_tastes[films] @ user_tastes[user] + random.normal(0, .8, len(films))
            stars = np.clip(np.round(2 * stars) / 2, .5, 5)
            out.write("".join(f"{user + 1},{film + 1},{star}\n" for film, star in zip(films, stars)))
            written += len(films)
    print(f"{written} ratings of {items} items by {users} users")


if __name__ == "__main__":
    main()
