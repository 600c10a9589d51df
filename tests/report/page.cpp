#include "report/page.h"

#include "catch.h"

using namespace mlday;

TEST_CASE("nothing in a document can become markup") {
  const auto page = page_of({{"kind", "run"},
                             {"title", "<script>alert(1)</script> & /*DATA*/"},
                             {"reason", "</script><img src=x onerror=alert(2)>"}});
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("<img src=x") == std::string::npos);
  CHECK(page.find("<title>&lt;script>alert(1)&lt;/script> &amp; /*DATA*/") != std::string::npos);
  CHECK(page.find("\\u003c/script>\\u003cimg src=x") != std::string::npos);
}

TEST_CASE("a page asks nothing of a network") {
  const auto page = page_of({{"kind", "run"}, {"title", "t"}});
  for (const auto* asks : {"src=\"http", "href=\"http", "@import", "url(http"})
    CHECK(page.find(asks) == std::string::npos);
}
