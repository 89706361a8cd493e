import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call } from '../../miniprogram/call.js';
import { installWx, ok, refused, session, signedIn } from './support/fake_wx.mjs';

const PLACE = { fn: 'create_order', action: 'place_order', http: 'POST /orders', as: 'customer', once: true };
const SHOW = { fn: 'track', action: 'track_parcel', http: 'GET /parcels/<waybill_no>', as: 'customer' };
const QUOTE = { fn: 'quote', action: 'quote_price', http: 'POST /quotes' };

test('a call that is tried again keeps its request id, so one order is made', async () => {
  const fake = installWx({ answers: [{ fail: 'timeout' }, [502, '<html>'], ok({ waybill_no: 'WB1' })] });
  signedIn(fake, 'customer');
  assert.deepEqual(await call(PLACE, { remark: '' }), { waybill_no: 'WB1' });
  const ids = fake.requests.map((each) => each.header['Idempotency-Key']);
  assert.equal(ids.length, 3);
  assert.equal(new Set(ids).size, 1);
});

test('a refusal is told at once and not tried again', async () => {
  const fake = installWx({ answers: [refused(409, 'QUOTE_EXPIRED', '报价已过期')] });
  await assert.rejects(call(QUOTE, {}), { kind: 'refused', code: 'QUOTE_EXPIRED', message: '报价已过期' });
  assert.equal(fake.requests.length, 1);
});

test('an empty reply and an error page end in a fault, never in waiting', async () => {
  for (const answer of [[200, ''], [200, null], [500, '<html>oops</html>'], [200, { something: 1 }], [404, { error: 'route not found' }], [504, { error: {} }]]) {
    installWx({ answers: [answer, answer, answer] });
    await assert.rejects(call(QUOTE, {}, { tries: 1 }), { kind: 'server', message: '服务暂时不可用，请稍后重试' });
  }
});

test('without a net the fault says so', async () => {
  installWx({ answers: [{ fail: 'fail' }] });
  await assert.rejects(call(QUOTE, {}, { tries: 1 }), { kind: 'network', code: 'OFFLINE' });
});

test('a guest signs in once for calls made at the same moment', async () => {
  const fake = installWx({ answers: [session('anna'), ok({ one: 1 }), ok({ two: 2 })] });
  await Promise.all([call(PLACE, { a: 1 }), call(PLACE, { a: 2 })]);
  assert.deepEqual(
    fake.requests.map((each) => each.url.replace(/^http:..[^/]*/, '')),
    ['/sessions', '/orders', '/orders'],
  );
  assert.equal(fake.requests[1].header.Authorization, 'Bearer token-anna');
});

test('a session that died in mid-form is renewed and the same request goes again', async () => {
  const fake = installWx({ answers: [refused(401, 'SESSION_INVALID'), session('new'), ok({ waybill_no: 'WB2' })] });
  signedIn(fake, 'customer');
  assert.deepEqual(await call(PLACE, {}), { waybill_no: 'WB2' });
  assert.equal(fake.requests[0].header['Idempotency-Key'], fake.requests[2].header['Idempotency-Key']);
  assert.equal(fake.requests[2].header.Authorization, 'Bearer token-new');
});

test('a session that is refused again right after signing in ends the call', async () => {
  const no = refused(401, 'SESSION_INVALID');
  const fake = installWx({ answers: [no, session('new'), no] });
  signedIn(fake, 'customer');
  await assert.rejects(call(PLACE, {}), { code: 'SESSION_INVALID' });
  assert.equal(fake.requests.length, 3);
});

test('the same read asked twice at once travels once', async () => {
  const fake = installWx({ answers: [ok({ status: 'placed' })] });
  signedIn(fake, 'customer');
  const [one, two] = await Promise.all([call(SHOW, { waybill_no: 'WB1' }), call(SHOW, { waybill_no: 'WB1' })]);
  assert.deepEqual(one, two);
  assert.equal(fake.requests.length, 1);
  assert.match(fake.requests[0].url, /\/parcels\/WB1$/);
});

test('a list in a query is said once for each value', async () => {
  const fake = installWx({ answers: [ok({ orders: [] })] });
  await call({ fn: 'x', action: 'x', http: 'GET /orders' }, { status: ['placed', 'assigned'], limit: 20 });
  assert.match(fake.requests[0].url, /\?status=placed&status=assigned&limit=20$/);
});
