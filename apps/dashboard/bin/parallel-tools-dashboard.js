#!/usr/bin/env node
import { main } from '../dist/server/main.js';

// Explicit: what Next keeps running would keep the process.
process.exit(await main(process.argv.slice(2)));
