import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../miniprogram/courier/outbox.js';
import { sendScans } from '../../miniprogram/courier/services/scan.js';
import { sendSignature } from '../../miniprogram/courier/services/sign.js';
import { Fault } from '../../miniprogram/lib/fault.js';
import { installWx, ok, refused, signedIn } from './support/fake_wx.mjs';

const OFFLINE = new Fault('network', 'OFFLINE', '网络不可用');
const NO = new Fault('refused', 'COD_NOT_COLLECTED', '请先收款');

/** An outbox whose sender writes down what it was given and answers as the test plans. */
function outboxThat(answer) {
  const sent = [];
  const sender = async (entry) => {
    sent.push(`${entry.kind} ${entry.waybillNo}`);
    return answer(entry);
  };
  const kinds = ['accept', 'collect', 'sign', 'refuse', 'scan'];
  const outbox = new Outbox('C1', Object.fromEntries(kinds.map((kind) => [kind, sender])), () => {});
  return { outbox, sent };
}

const deed = (kind, waybillNo, more = {}) => ({ kind, waybillNo, data: {}, ...more });

test('what was done offline is sent in the order in which it was done, and then gone', async () => {
  installWx();
  let online = false;
  const { outbox, sent } = outboxThat(() => {
    if (!online) throw OFFLINE;
    return null;
  });
  outbox.add(deed('collect', 'WB1'));
  outbox.add(deed('sign', 'WB1'));
  outbox.add(deed('sign', 'WB2'));
  await outbox.replay();
  assert.deepEqual(sent, ['collect WB1']);
  online = true;
  await outbox.replay();
  assert.deepEqual(sent, ['collect WB1', 'collect WB1', 'sign WB1', 'sign WB2']);
  assert.equal(outbox.entries.length, 0);
});

test('an entry keeps its request id and time over a restart of the phone', () => {
  installWx();
  const first = outboxThat(() => null).outbox;
  const entry = first.add(deed('sign', 'WB1'));
  const again = outboxThat(() => null).outbox;
  assert.equal(again.entries[0].requestId, entry.requestId);
  assert.equal(again.entries[0].occurredAtMs, entry.occurredAtMs);
});

test('what is refused stays with its reason and holds up only its own parcel', async () => {
  installWx();
  const { outbox, sent } = outboxThat((entry) => {
    if (entry.kind === 'collect') throw NO;
    return null;
  });
  outbox.add(deed('collect', 'WB1'));
  outbox.add(deed('sign', 'WB1'));
  outbox.add(deed('sign', 'WB2'));
  await outbox.replay();
  assert.deepEqual(sent, ['collect WB1', 'sign WB2']);
  assert.deepEqual(
    outbox.entries.map((each) => [each.kind, each.state, each.reason]),
    [['collect', 'refused', '请先收款'], ['sign', 'waiting', '']],
  );
});

test('a refused entry that is tried again is a new request', async () => {
  installWx();
  const { outbox } = outboxThat(() => {
    throw NO;
  });
  const { requestId } = outbox.add(deed('sign', 'WB1'));
  await outbox.replay();
  outbox.retry(requestId);
  assert.equal(outbox.entries[0].state, 'waiting');
  assert.notEqual(outbox.entries[0].requestId, requestId);
});

test('two signatures never wait for one parcel', () => {
  installWx();
  const { outbox } = outboxThat(() => null);
  assert.ok(outbox.add(deed('sign', 'WB1')));
  assert.equal(outbox.add(deed('sign', 'WB1')), null);
  assert.equal(outbox.add(deed('refuse', 'WB1')), null);
  assert.ok(outbox.add(deed('sign', 'WB2')));
});

test('a deed that may still be taken back is not sent, nor anything after it', async () => {
  installWx();
  const { outbox, sent } = outboxThat(() => null);
  const held = outbox.add(deed('sign', 'WB1', { holdMs: 60_000 }));
  outbox.add(deed('sign', 'WB2'));
  await outbox.replay();
  assert.deepEqual(sent, []);
  outbox.remove(held.requestId);
  await outbox.replay();
  assert.deepEqual(sent, ['sign WB2']);
});

test('a fact that did not fit is kept in sight', async () => {
  installWx();
  const { outbox } = outboxThat(() => ({ flag: 'STATE_CONFLICT' }));
  outbox.add(deed('sign', 'WB1'));
  await outbox.replay();
  assert.equal(outbox.entries[0].state, 'noted');
});

test('a session that must be renewed costs no entry', async () => {
  installWx();
  const { outbox } = outboxThat(() => {
    throw new Fault('refused', 'STAFF_PHONE_REQUIRED', '首次登录请授权');
  });
  outbox.add(deed('sign', 'WB1'));
  await outbox.replay();
  assert.equal(outbox.entries[0].state, 'waiting');
});

test('lasting trouble at the server does not hold up everything for ever', async () => {
  installWx();
  const { outbox, sent } = outboxThat((entry) => {
    if (entry.waybillNo === 'WB1') throw new Fault('server', 'INTERNAL', '系统出了点问题');
    return null;
  });
  outbox.add(deed('sign', 'WB1'));
  outbox.add(deed('sign', 'WB2'));
  for (let at = 0; at < 6; at += 1) await outbox.replay();
  assert.equal(sent.at(-1), 'sign WB2');
  assert.equal(outbox.entries[0].state, 'refused');
});

test('scans that follow one another go out in one request, each with its own outcome', async () => {
  const result = (waybill_no, more = {}) => ({ waybill_no, flag: null, ...more });
  const refusal = { code: 'PARCEL_NOT_FOUND', message: '没有找到这个运单', details: {} };
  const results = [result('WB1'), { error: refusal }, result('WB3', { flag: 'STATE_CONFLICT' })];
  const fake = installWx({ answers: [ok({ results })] });
  signedIn(fake, 'courier');
  const outbox = new Outbox('C1', {}, () => {}, { out_for_delivery: sendScans });
  for (const no of ['WB1', 'WB2', 'WB3']) outbox.add(deed('out_for_delivery', no, { data: { scan_id: no } }));
  await outbox.replay();
  assert.deepEqual(fake.requests.map((each) => each.data.scans.map((row) => row.waybill_no)), [['WB1', 'WB2', 'WB3']]);
  assert.deepEqual(
    outbox.entries.map((each) => [each.waybillNo, each.state]),
    [['WB2', 'refused'], ['WB3', 'noted']],
  );
});

test('scans whose request is lost all stay, in their order', async () => {
  installWx();
  const outbox = new Outbox('C1', {}, () => {}, { out_for_delivery: async () => { throw OFFLINE; } });
  for (const no of ['WB1', 'WB2']) outbox.add(deed('out_for_delivery', no));
  await outbox.replay();
  assert.deepEqual(outbox.entries.map((each) => [each.waybillNo, each.state]), [['WB1', 'waiting'], ['WB2', 'waiting']]);
});

test('a signature is sent after its pictures, which are uploaded once however often the net breaks', async () => {
  const grant = { key: 'proofs/WB1/1.png', url: 'http://127.0.0.1:9/bucket', fields: { policy: 'p' }, expires_at: '' };
  const fake = installWx({ answers: [ok(grant), refused(503, 'STORE_UNAVAILABLE'), refused(503, 'STORE_UNAVAILABLE'), refused(503, 'STORE_UNAVAILABLE')] });
  signedIn(fake, 'courier');
  const outbox = new Outbox('C1', { sign: sendSignature }, () => {});
  const file = { path: 'wxfile://usr/1.png', kind: 'signature', contentType: 'image/png', size: 12 };
  outbox.add(deed('sign', 'WB1', { data: { scan_id: 'S', signed_by: '林', signed_kind: 'self' }, files: [file] }));
  await outbox.replay();
  assert.equal(outbox.entries[0].files[0].key, grant.key);
  fake.answers.push(ok({ proofs: [] }), ok({ status: 'signed', flag: null }));
  await outbox.replay();
  assert.equal(fake.uploads.length, 1);
  const body = fake.requests.at(-1).data;
  assert.deepEqual(body, { scan_id: 'S', signed_by: '林', signed_kind: 'self', proof_keys: [grant.key] });
  assert.deepEqual(fake.removed, [file.path]);
});
