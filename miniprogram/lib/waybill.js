/** Waybill numbers: a prefix, eleven digits and a Damm check digit, so that a slip is seen before anything is sent. */

import { config } from '../config.js';

/** H. Michael Damm, "Total anti-symmetrische Quasigruppen", 2004. */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

/** What was typed or scanned, as numbers are written: no spaces, capitals. @param {string} typed */
export function normalised(typed) {
  return typed.replace(/\s/g, '').toUpperCase();
}

/** @param {string} number */
export function isWaybillNo(number) {
  const digits = number.slice(config.waybillPrefix.length);
  if (!number.startsWith(config.waybillPrefix) || !/^[0-9]{12}$/.test(digits)) return false;
  let interim = 0;
  for (const digit of digits) interim = Number(DAMM[interim][Number(digit)]);
  return interim === 0;
}

/** "WB12 3456 7890 12": easier to read aloud. @param {string} number */
export function spaced(number) {
  return number.replace(/(.{4})(?=.)/g, '$1 ');
}

/**
 * Which piece of a waybill a scanned number is: "WB123456789018-003" is its third, the bare number stands for all.
 * @param {string} number normalised
 * @returns {{ waybillNo: string, piece: number }} piece 0: the bare number
 */
export function pieceOf(number) {
  const [, waybillNo, piece] = /^(.*?)-([0-9]{3})$/.exec(number) || [];
  return waybillNo ? { waybillNo, piece: Number(piece) } : { waybillNo: number, piece: 0 };
}
