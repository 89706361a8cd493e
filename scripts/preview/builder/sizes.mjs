/** What each package weighs: the sources that are used and the pictures and fonts that lie in it. */

import fs from 'node:fs';
import path from 'node:path';

/** @typedef {{ name: string, root: string, bytes: number }} Size */

export const ASSET = /\.(png|jpe?g|gif|svg|webp|ttf|woff2?|mp3)$/i;
const LIMIT = 2 * 1024 * 1024;

/** @param {import('./project.mjs').Project} project @param {string[]} problems @returns {Size[]} */
export function packageSizes(project, problems) {
  const sizes = project.packages.map(({ name, root }) => ({ name, root, bytes: 0 }));
  const add = (/** @type {string} */ file, /** @type {number} */ bytes) => {
    const home = project.packageOf(file);
    const size = sizes.find((each) => each.root === home.root);
    if (size) size.bytes += bytes;
  };
  for (const [file, text] of project.used) add(file, Buffer.byteLength(text));
  for (const file of assets(project.root)) add(file, fs.statSync(path.join(project.root, file)).size);
  for (const { name, bytes } of sizes) {
    if (bytes > LIMIT) problems.push(`package ${name} has ${bytes} bytes, more than the ${LIMIT} that WeChat takes`);
  }
  return sizes;
}

/** The pictures and fonts below a folder. @param {string} root @returns {string[]} */
export function assets(root) {
  const own = (/** @type {string} */ file) => !/(^|\/)(node_modules|miniprogram_npm)\//.test(file);
  return fs.readdirSync(root, { recursive: true }).map(String).filter((file) => ASSET.test(file) && own(file));
}

/** What a person reads of them. @param {Size[]} sizes */
export const sizeLines = (sizes) => sizes.map(({ name, bytes }) => `package ${name}: ${(bytes / 1024).toFixed(0)} kB`);
