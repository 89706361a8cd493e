/** `miniprogram_npm` as the developer tool's "build npm" makes it, with only the files that the mini-program uses. */

import fs from 'node:fs';
import path from 'node:path';

/** @param {import('./build.mjs').Built} built @returns {string[]} the files that were written */
export function writeNpm({ project }) {
  fs.rmSync(path.join(project.root, 'miniprogram_npm'), { recursive: true, force: true });
  const files = [...project.used.keys()].filter((file) => file.startsWith('miniprogram_npm/'));
  for (const file of files) {
    const target = path.join(project.root, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, project.read(file));
  }
  return files;
}
