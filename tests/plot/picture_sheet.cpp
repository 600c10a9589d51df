#include "plot/picture_sheet.h"

#include "catch.h"

using namespace mlday;

using Lines = std::vector<std::string>;

TEST_CASE("a long name is broken between words and never cut") {
  CHECK(broken_into_lines("Stop", 22) == Lines{"Stop"});
  CHECK(broken_into_lines("", 22) == Lines{""});
  CHECK(broken_into_lines("End of no passing by vehicles over 3.5 tons", 22) ==
        Lines{"End of no passing by", "vehicles over 3.5 tons"});
  CHECK(broken_into_lines("a Donaudampfschifffahrtsgesellschaft b", 10) ==
        Lines{"a", "Donaudampf", "schifffahr", "tsgesellsc", "haft b"});
}

TEST_CASE("characters are broken between, not within, and wide ones count two columns") {
  CHECK(broken_into_lines("交通標識", 4) == Lines{"交通", "標識"});
  CHECK(broken_into_lines("éééé", 3) == Lines{"ééé", "é"});
  CHECK(broken_into_lines("標", 1) == Lines{"標"});
}

TEST_CASE("a sheet shows every picture with all of its lines, and nothing in a name is markup") {
  const auto svg =
      picture_sheet("Wrong", {{"data:image/png;base64,AAAA", {"is <b>", "taken & given"}},
                              {"data:image/png;base64,BBBB", {"is c", "x"}}});
  CHECK_THAT(svg, ContainsSubstring("href=\"data:image/png;base64,BBBB\""));
  CHECK_THAT(svg, ContainsSubstring(">is &lt;b></text>"));
  CHECK_THAT(svg, ContainsSubstring(">taken &amp; given</text>"));
  CHECK_THAT(picture_sheet("Right", {}), ContainsSubstring("</svg>"));
}
