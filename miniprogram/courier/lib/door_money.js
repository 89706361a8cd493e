/** What a recipient pays at the door when they take some pieces of several, and which of them may then be signed for. */

/** @typedef {{ pieces: number, dueFen: number, piecesFen: number[], freightDueFen: number, collected: boolean, paidPieces: number[] }} Door */

/** Whether each piece is paid for by itself. @param {Door} task */
function byPiece(task) {
  return task.pieces > 1 && task.piecesFen.some((each) => each > 0);
}

/** The pieces to name with the money: none when all are paid for. @param {Door} task @param {number[]} chosen */
export function piecesToPay(task, chosen) {
  return byPiece(task) && chosen.length < task.pieces ? chosen : [];
}

/** In fen, for the chosen pieces; all freight is due with whichever are taken. @param {Door} task @param {number[]} chosen */
export function sumFor(task, chosen) {
  const some = piecesToPay(task, chosen);
  return some.length ? task.freightDueFen + some.reduce((sum, piece) => sum + task.piecesFen[piece - 1], 0) : task.dueFen;
}

/** Why these pieces may not be signed for with the money that was taken; '' when they may. @param {Door} task @param {number[]} chosen */
export function unpaid(task, chosen) {
  if (!task.collected || !byPiece(task)) return '';
  const { paidPieces } = task;
  if (paidPieces.length) return same(paidPieces, chosen) ? '' : `已收的是第 ${paidPieces.join('、')} 件的款，只能签收这些件；有变请先退还`;
  return chosen.length < task.pieces ? '已收全部货款，只签收部分请先退还，再按件收款' : '';
}

/** @param {number[]} one @param {number[]} other */
function same(one, other) {
  return one.length === other.length && one.every((each) => other.includes(each));
}
