#include "core/checksum.h"

#include "catch.h"

using namespace mlday;

TEST_CASE("CRC-32C is as the iSCSI standard's examples have it") {
  CHECK(crc32c("") == 0);
  CHECK(crc32c("123456789") == 0xE3069283u);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAu);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43u);
}
