/** WXS as the template compiler takes it: the functions that WeChat adds, and `.constructor`, which names a type there. */

const ADDED = [
  'var getRegExp=function(p,f){return new RegExp(p,f)};',
  'var getDate=function(a){return arguments.length?new Date(a):new Date()};',
  'var __typeName=function(v){return v===undefined||v===null?undefined:Object.prototype.toString.call(v).slice(8,-1)};',
].join('');
// Tells a WXS function that is used as an event handler from a method of the component.
const MARKED = "\n;(function(e){for(var k in e)if(typeof e[k]==='function')e[k].__wxs=true})(module.exports);";

/** @param {string} source */
export function preparedWxs(source) {
  const named = source
    .replace(/(require\(\s*['"][^'"]+)\.wxs(['"])/g, '$1$2')
    .replace(/([\w$]+(?:\[[^\]]*\]|\.[\w$]+)*)\.constructor\b/g, '__typeName($1)');
  return ADDED + named + MARKED;
}

/** A template whose inline WXS is prepared. @param {string} source */
export function withPreparedWxs(source) {
  return source.replace(/(<wxs\b[^>]*[^/]>)([\s\S]*?)(<\/wxs>)/g, (_, open, code, close) => open + preparedWxs(code) + close);
}

/** The files a WXS module requires. @param {string} source @returns {string[]} */
export function requiredByWxs(source) {
  return [...source.matchAll(/require\(\s*['"]([^'"]+)['"]\s*\)/g)].map((match) => match[1]);
}
