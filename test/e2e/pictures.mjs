// Copies the pictures the tour took for the README (shots/readme-*.png) to extension/media/readme, with a palette of 256
// colours: an interface has few, and the files become a third. Run it after the tour: node test/e2e/pictures.mjs
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const shots = path.join(import.meta.dirname, 'shots');
const target = path.resolve(import.meta.dirname, '../../extension/media/readme');

mkdirSync(target, { recursive: true });
for (const name of readdirSync(shots).filter(file => /^readme-.+\.png$/.test(file))) {
  const picture = withPalette(decode(readFileSync(path.join(shots, name))));
  writeFileSync(path.join(target, name.replace('readme-', '')), picture);
  console.log(`${name.replace('readme-', '')}: ${Math.round(picture.length / 1000)} kB`);
}

/** 8 bits a channel, RGB or RGBA, not interlaced: what Chromium writes. */
function decode(file) {
  const parts = [];
  let header;
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const body = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    const type = file.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') parts.push(body);
  }
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const data = zlib.inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= channels ? rows[y * stride + x - channels] : 0;
      const up = y > 0 ? rows[(y - 1) * stride + x] : 0;
      const corner = x >= channels && y > 0 ? rows[(y - 1) * stride + x - channels] : 0;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      rows[y * stride + x] = data[y * (stride + 1) + 1 + x] + predicted;
    }
  }
  const colours = new Uint32Array(width * height);
  for (let n = 0; n < colours.length; n++) colours[n] = rows.readUIntBE(n * channels, 3);
  return { width, height, colours };
}

function paeth(left, up, corner) {
  const [byLeft, byUp, byCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** The commonest colours that differ enough stay; each other one becomes the nearest of them. */
function withPalette({ width, height, colours }) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette = [];
  for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (palette.length === 256) break;
    if (palette.length < 32 || palette.every(other => distance(colour, other) > 60)) palette.push(colour);
  }
  const nearest = new Map();
  for (const colour of counts.keys()) {
    const distances = palette.map(other => distance(colour, other));
    nearest.set(colour, distances.indexOf(Math.min(...distances)));
  }
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, n) => (rows[n + Math.floor(n / width) + 1] = nearest.get(colour)));
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const table = Buffer.from(palette.flatMap(colour => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const body = zlib.deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    signature,
    ...[
      ['IHDR', header],
      ['PLTE', table],
      ['IDAT', body],
      ['IEND', Buffer.alloc(0)],
    ].map(chunk),
  ]);
}

function distance(a, b) {
  return [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
}

function chunk([type, body]) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(zlib.crc32(named), named.length + 4);
  return whole;
}
