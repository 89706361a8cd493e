// Before anything is packaged, lay the layers out afresh: what is deployed is never older than the source.
'use strict'

const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const path = require('node:path')

module.exports = class Layers {
  constructor(serverless) {
    this.root = serverless.serviceDir
    this.hooks = { 'before:package:initialize': () => this.build() }
  }

  build() {
    const own = path.join(this.root, '.venv/bin/python')
    const python = process.env.PYTHON || (existsSync(own) ? own : 'python3.11')
    const { status, error } = spawnSync(python, ['-m', 'scripts.build_layers'], { cwd: this.root, stdio: 'inherit' })
    if (status !== 0) throw new Error(`the layers could not be built with ${python}: ${error ? error.message : 'see above'}`)
  }
}
