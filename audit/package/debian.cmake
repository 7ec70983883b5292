# What Debian wants otherwise than a plain prefix has it, done to the files before cpack makes a package of them.
# CPACK_TEMPORARY_DIRECTORY is the root of the package.
set(share ${CPACK_TEMPORARY_DIRECTORY}/usr/share)
file(RENAME ${share}/zsh/site-functions ${share}/zsh/vendor-completions) # site-functions is for what sites write
execute_process(COMMAND gzip -9n ${share}/man/man1/hiveaudit.1 ${share}/doc/hiveaudit/CHANGELOG.md
                COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${share}/doc/hiveaudit/CHANGELOG.md.gz ${share}/doc/hiveaudit/changelog.gz)
file(REMOVE ${share}/doc/hiveaudit/LICENSE) # the copyright file names where the system has it
