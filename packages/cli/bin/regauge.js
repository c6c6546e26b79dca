#!/usr/bin/env node
// Old syntax only: every Node must be able to read this far, to be told that it is too old.
'use strict'
// oxlint-disable-next-line no-var -- see above
var version = process.versions.node
if (parseInt(version, 10) < 24) {
  process.stderr.write(
    'Regauge needs Node 24 or newer, and this is Node ' + version + '. Get one at https://nodejs.org/en/download\n',
  )
  process.exit(2)
} else {
  require('module').enableCompileCache()
  require('../dist/main.js').main()
}
