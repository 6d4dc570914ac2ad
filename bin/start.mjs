#!/usr/bin/env node
import { requireBuilds } from './build.mjs'
import { requireNode, requirePackages } from './install.mjs'

requireNode()
requirePackages()
requireBuilds()

process.argv.splice(2, 0, 'start')
await import('./trill.mjs')
