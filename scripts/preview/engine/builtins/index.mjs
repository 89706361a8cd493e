/** Every built-in component of the preview, by tag. A tag that is not here fails the build. */

import { choices } from './choices.mjs';
import { fields } from './fields.mjs';
import { layout } from './layout.mjs';
import { media } from './media.mjs';
import { pickers } from './picker.mjs';
import { web } from './web_view.mjs';

/** @type {Record<string, import('./definition.mjs').Builtin>} */
export const builtins = { ...layout, ...media, ...fields, ...choices, ...pickers, ...web };

/** @returns {Record<string, string>} the template of each tag */
export function builtinTemplates() {
  return Object.fromEntries(Object.entries(builtins).map(([tag, { template }]) => [tag, template ?? '<slot/>']));
}
