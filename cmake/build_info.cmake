# Writes mlday_build.h with the version and the commit; run at every build, so that both are true.
execute_process(COMMAND git describe --always --dirty --abbrev=12 --exclude=*
                WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE commit ERROR_QUIET
                OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT commit)
  set(commit unknown)
endif()
string(CONCAT text "#define MLDAY_VERSION \"${VERSION}\"\n#define MLDAY_COMMIT \"${commit}\"\n"
       "#define MLDAY_BUILD_TYPE \"${BUILD_TYPE}\"\n")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${OUTPUT} "${text}")
endif()
