#!/usr/bin/env node
import { requireDashboard } from './build.mjs'
import { requireNode, requirePackages } from './install.mjs'

requireNode()
requirePackages()
requireDashboard()

process.argv.splice(2, 0, 'start')
await import('./trill.mjs')
