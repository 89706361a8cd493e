#!/usr/bin/env node
/** Writes miniprogram_npm for WeChat DevTools and prints the package sizes: node scripts/preview/build_npm.mjs [miniprogram] */

import { buildApp } from './builder/build.mjs';
import { writeNpm } from './builder/npm.mjs';
import { BuildError } from './builder/project.mjs';
import { sizeLines } from './builder/sizes.mjs';

try {
  const built = buildApp(process.argv[2] ?? 'miniprogram');
  console.log(`miniprogram_npm: ${writeNpm(built).length} files`);
  for (const line of sizeLines(built.sizes)) console.log(line);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
