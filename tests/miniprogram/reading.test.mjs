import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyParty } from '../../miniprogram/lib/party.js';
import { alternativesOf, corrections, doubtText, doubtsOf, insertedLength, sides } from '../../miniprogram/lib/reading.js';
import { personView, readPhoto, readText, regionAt, tellCorrections } from '../../miniprogram/more/services/parse_address.js';
import { installWx, ok, refused, signedIn } from './support/fake_wx.mjs';

const READ = {
  role: 'consignee', name: '沈星河', phone: '19900090003', extension: '', province: '浙江省', city: '杭州市', district: '上城区', adcode: '330102',
  street: '虚构街道', detail: '云杉路6号', address: '虚构街道云杉路6号', confidence: { name: 0.5, region: 0.6 }, uncertain: ['name', 'region'],
  alternatives: [{ field: 'region', label: '浙江省杭州市钱塘区', values: { province: '浙江省', city: '杭州市', district: '钱塘区', adcode: '330114' } }],
  former: [{ old: '江干区', new: '上城区' }],
};
const NOBODY = { role: '', name: '', phone: '', extension: '', province: '', city: '', district: '', adcode: '', address: '', uncertain: [], alternatives: [], former: [] };

const reading = () => ({ ...personView(READ), source: 'paste' });
const party = (change = {}) => ({ ...emptyParty(), ...reading().patch, ...change });
const person = (role, name) => personView({ ...NOBODY, role, name });

test('a person who was read fills the form, and says what was renamed', () => {
  const view = personView(READ);
  assert.deepEqual(view.patch, {
    name: '沈星河', phone: '19900090003', extension: '', region: ['浙江省', '杭州市', '上城区'], adcode: '330102', address: '虚构街道云杉路6号', location: null,
  });
  assert.deepEqual(view.renamed, ['江干区 现为 上城区']);
});

test('what was not read leaves the form as it is', () => {
  assert.deepEqual(personView({ ...NOBODY, phone: '19900090003' }).patch, { phone: '19900090003', extension: '' });
});

test('a city without districts has a region of two names', () => {
  assert.deepEqual(personView({ ...NOBODY, province: '广东省', city: '东莞市', adcode: '441900' }).patch.region, ['广东省', '东莞市']);
});

test('a doubt ends when the part is written anew', () => {
  assert.deepEqual(doubtsOf(reading(), party()), ['name', 'region']);
  assert.equal(doubtText(reading(), party()), '请核对姓名、省市区');
  assert.deepEqual(doubtsOf(reading(), party({ name: '沈星' })), ['region']);
  assert.deepEqual(doubtsOf(null, party()), []);
});

test('another reading is offered until one is taken', () => {
  const [other] = alternativesOf(reading(), party());
  assert.equal(other.label, '浙江省杭州市钱塘区');
  const taken = party(other.patch);
  assert.deepEqual([taken.adcode, taken.region[2]], ['330114', '钱塘区']);
  assert.deepEqual(alternativesOf(reading(), taken), []);
});

test('corrections are told by kind, never by content', async () => {
  const mended = party({ name: '沈星', ...reading().alternatives[0].patch });
  assert.deepEqual(corrections(reading(), mended), { wrong: ['name'], missing: [], alternative: ['region'] });
  assert.deepEqual(corrections(reading(), party()), { wrong: [], missing: [], alternative: [] });
  const blank = { ...personView({ ...NOBODY, phone: '19900090003' }), source: 'voice' };
  const written = { ...emptyParty(), phone: '19900090003', name: '沈星', address: '云杉路6号' };
  assert.deepEqual(corrections(blank, written), { wrong: [], missing: ['name', 'detail'], alternative: [] });
  const fake = installWx({ answers: [ok({}), ok({})] });
  signedIn(fake, 'customer');
  await tellCorrections('voice', { wrong: ['name'], missing: [], alternative: ['region'] });
  assert.deepEqual(fake.requests.map((each) => each.data), [
    { source: 'voice', fields: ['name'], kind: 'wrong' },
    { source: 'voice', fields: ['region'], kind: 'alternative' },
  ]);
});

test('two people go to their sides, and nobody is guessed', () => {
  const table = [
    [['consignor 甲', 'consignee 乙'], 'consignor', ['甲', '乙']],
    [['consignor 甲', 'consignee 乙'], 'consignee', ['乙', '甲']],
    [['consignee 乙', ' 甲'], 'consignor', ['甲', '乙']],
    [['consignee 乙', ' 甲'], 'consignee', ['乙', '甲']],
    [['consignee 乙'], 'consignor', ['乙', undefined]],
    [[' 甲', ' 乙'], 'consignor', null],
    [[' 甲', ' 乙', 'consignee 丙'], 'consignee', ['丙', undefined]],
    [[' 甲', ' 乙', 'consignee 丙'], 'consignor', null],
  ];
  for (const [told, side, expected] of table) {
    const found = sides(told.map((each) => person(...each.split(' '))), side);
    assert.deepEqual(found && [found.mine.patch.name, found.other?.patch.name], expected, `${told} at ${side}`);
  }
});

test('text is sent with where it came from', async () => {
  const fake = installWx({ answers: [ok({ people: [READ], retake: false, retake_reason: '' })] });
  signedIn(fake, 'customer');
  assert.equal((await readText('虚构', 'voice'))[0].role, 'consignee');
  assert.deepEqual(fake.requests[0].data, { text: '虚构', source: 'voice' });
});

/** A phone with one JPEG. */
function withPicture(answers) {
  const platform = {
    getFileSystemManager: () => ({ readFile: ({ success }) => success({ data: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]).buffer }) }),
  };
  const fake = installWx({ answers, platform });
  signedIn(fake, 'customer');
  return fake;
}
const GRANT = ok({ url: 'https://files.example.com', fields: { policy: 'p' }, key: 'K', expires_at: '2026-03-01T04:00:00Z' });

test('a photo is uploaded and read', async () => {
  const fake = withPicture([GRANT, ok({ people: [READ], retake: false, retake_reason: '' })]);
  const { people, retake } = await readPhoto('wxfile://photo');
  assert.deepEqual([people.length, retake], [1, '']);
  assert.deepEqual(fake.requests.map((each) => each.data), [{ content_type: 'image/jpeg', size_bytes: 4 }, { image_key: 'K', source: 'photo' }]);
  assert.deepEqual([fake.uploads[0].url, fake.uploads[0].formData], ['https://files.example.com', { policy: 'p' }]);
});

test('an unreadable photo is to be taken again, and nobody is filled in', async () => {
  withPicture([GRANT, ok({ people: [], retake: true, retake_reason: '没有看到文字' })]);
  assert.deepEqual(await readPhoto('wxfile://photo'), { people: [], retake: '没有看到文字' });
});

test('a refused photo is told in the words of the server', async () => {
  withPicture([refused(422, 'INPUT_INVALID', '照片太大')]);
  await assert.rejects(readPhoto('wxfile://photo'), { kind: 'refused', message: '照片太大' });
});

const POINT = { lng: 113.33, lat: 23.13 };
const TIANHE = { region: ['广东省', '广州市', '天河区'], adcode: '440106' };

test('a point on the map brings its region', async () => {
  const fake = installWx({ answers: [ok({ province: '广东省', city: '广州市', district: '天河区', adcode: '440106', street: '', address: '', landmark: '' })] });
  signedIn(fake, 'customer');
  assert.deepEqual(await regionAt(POINT, ''), TIANHE);
});

test('without the map service the region is read from the address that the map wrote', async () => {
  const told = { ...NOBODY, province: '广东省', city: '广州市', district: '天河区', adcode: '440106', address: '虚构路18号' };
  const down = refused(503, 'PROVIDER_UNAVAILABLE');
  const fake = installWx({ answers: [down, ok({ people: [told] })] });
  signedIn(fake, 'customer');
  assert.deepEqual(await regionAt(POINT, '广东省广州市天河区虚构路18号'), TIANHE);
  signedIn(installWx({ answers: [down, ok({ people: [] })] }), 'customer');
  await assert.rejects(regionAt(POINT, '虚构路18号'), { code: 'NO_REGION' });
  signedIn(installWx({ answers: [down] }), 'customer');
  await assert.rejects(regionAt(POINT, ''), { code: 'NO_REGION' });
});

test('what is pasted is told from what is typed', () => {
  const table = [['', '虚构路18号', 6], ['虚构路18号', '虚构路18号二', 1], ['虚构路18号', '虚路18号', 0], ['很长很长的旧内容很长很长', '新的', 2], ['甲乙', '甲丙丁乙', 2], ['一一', '一一一', 1]];
  for (const [before, after, inserted] of table) assert.equal(insertedLength(before, after), inserted, `${before} → ${after}`);
});
