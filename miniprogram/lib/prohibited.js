/** A first look at what is to be sent, while it is typed; the courier looks again with their own eyes. */

/** Words of the public list of prohibited goods (more/lib/documents.js) as people write them. */
const WORDS = [
  '枪支', '子弹', '弹药', '管制刀具', '匕首', '弩', '炸药', '雷管', '烟花', '鞭炮', '爆竹', '打火机', '煤气罐', '液化气', '汽油', '柴油', '煤油',
  '酒精', '油漆', '香蕉水', '火柴', '固体酒精', '双氧水', '农药', '砒霜', '硫酸', '盐酸', '硝酸', '水银', '毒品', '大麻', '冰毒', '象牙', '犀角',
  '活体', '活物', '假币', '窃听器', '充电宝', '锂电池',
];
/** Nothing forbids them, they are only sent under conditions. */
const CONDITIONAL = ['充电宝', '锂电池'];

/** @param {string} description @returns {string} what to say beside the field; '' when nothing was noticed */
export function prohibitedHint(description) {
  const word = WORDS.find((each) => description.includes(each));
  if (!word) return '';
  if (CONDITIONAL.includes(word)) return `${word}只能陆运，取件时请告诉快递员`;
  return `${word}可能禁寄，请查看禁寄物品`;
}
