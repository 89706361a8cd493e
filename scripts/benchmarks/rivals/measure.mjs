// What one address package of npm reads from a file's texts: `node measure.mjs PACKAGE FILE`, in a process of its own.
// Prints {load_ms, memory_mb, readings: [{ms, people: [...]}]} with the fields of the bench; "" where it finds nothing.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const FIRST = '张三 13800001111 广东省深圳市南山区科技园1号'
const [name, file, folder] = process.argv.slice(2)
const require = createRequire(join(folder, 'package.json'))

const READERS = {
  'address-parse': (it, text) => (it.default ?? it).parse(text).slice(0, 1).map((found) => ({
    name: found.name, phone: found.mobile || found.phone, province: found.province, city: found.city,
    district: found.area, postcode: found.zip_code,
  })),
  'zh-address-parse': (it, text) => [(it.default ?? it)(text)].map((found) => ({
    name: found.name, phone: found.phone, province: found.province, city: found.city, district: found.area,
    postcode: found.postalCode,
  })),
  'address-smart-parse': (it, text) => it.parseAddress(text).slice(0, 1).map((found) => ({
    name: found.name, phone: found.phone, province: found.province?.name, city: found.city?.name,
    district: found.county?.name, street: found.street?.name, postcode: found.postalCode,
  })),
  'parse-address-cn': (it, text) => [it.parseAddress(text)].map((found) => ({
    name: found.name, phone: found.mobile || found.phone, province: found.province, city: found.city,
    district: found.area, postcode: found.zipCode,
  })),
}

function reading(it, text) {
  const began = performance.now()
  let people
  try {
    people = READERS[name](it, text)
  } catch {
    people = [] // a text that a package fails at is one that it did not read
  }
  return { ms: performance.now() - began, people }
}

// Packages of this kind log what they do; only the figures may reach stdout.
console.log = console.info = () => {}
const texts = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line).text)
const before = process.memoryUsage().rss
const began = performance.now()
const it = require(name)
reading(it, FIRST)
const load_ms = performance.now() - began
const memory_mb = (process.memoryUsage().rss - before) / 2 ** 20
texts.forEach((text) => reading(it, text))
process.stdout.write(JSON.stringify({ load_ms, memory_mb, readings: texts.map((text) => reading(it, text)) }))
