/** Our own mini-program: everything in it is known to the preview, and its packages are as small as they must be. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildApp } from '../../scripts/preview/builder/build.mjs';

const APP = new URL('../../miniprogram/', import.meta.url).pathname;

test('it builds, with a main package of at most 1.5 MB and subpackages of at most 1 MB', () => {
  const { sizes } = buildApp(APP, { engine: '' });
  for (const { name, root, bytes } of sizes) assert.ok(bytes <= (root ? 1_000_000 : 1_500_000), `${name}: ${bytes} bytes`);
});
