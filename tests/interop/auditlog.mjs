// Checks an audit log from outside, over HTTP, with nothing but node's own SHA-256 and Ed25519. Written from RFC 6962 (section 2.1) and
// the C2SP texts (signed-note, tlog-checkpoint, tlog-tiles, tlog-proof); shares no code with FedFilter.
//   node auditlog.mjs ADDRESS VKEY OLDER-CHECKPOINT-FILE RECEIPT-FILE HOST
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';

const [address, vkey, olderFile, receiptFile, host] = process.argv.slice(2);

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

function demand(holds, what) {
  if (!holds) throw new Error(what);
}

function fetched(path) {
  return new Promise((resolve, reject) => {
    get(`${address}/fedfilter/audit/${path}`, { headers: { host } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => answer.statusCode === 200 ? resolve(Buffer.concat(chunks)) : reject(new Error(`${path}: ${answer.statusCode}`)));
    }).on('error', reject);
  });
}

// signed-note: text, empty line, signatures; the key's id is the start of SHA-256(name, line feed, type, key).
function opened(note) {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const first = vkey.indexOf('+');
  const name = vkey.slice(0, first);
  const id = vkey.slice(first + 1, first + 9);
  const key = Buffer.from(vkey.slice(first + 10), 'base64');
  demand(key[0] === 1 && key.length === 33, 'the key is no Ed25519 key');
  demand(sha256(Buffer.from(`${name}\n`), key).subarray(0, 4).toString('hex') === id, 'the key has another id');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]);
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const signed = note.slice(end + 2).trimEnd().split('\n').some((line) => {
    const [dash, signer, encoded] = line.split(' ');
    const octets = Buffer.from(encoded, 'base64');
    return dash === '\u2014' && signer === name && octets.subarray(0, 4).toString('hex') === id
      && verify(null, Buffer.from(text), publicKey, octets.subarray(4));
  });
  demand(signed, 'the checkpoint is not signed by the key');
  const [origin, size, root] = text.split('\n');
  demand(origin === name, 'the checkpoint is of another log');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}

const number = (n) => {
  const groups = [];
  do { groups.unshift(String(n % 1000).padStart(3, '0')); n = Math.floor(n / 1000); } while (n > 0);
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
};

async function hashesOf(level, size) {
  const count = Math.floor(size / 256 ** level);
  const hashes = [];
  for (let tile = 0; tile * 256 < count; tile++) {
    const width = Math.min(256, count - tile * 256);
    const octets = await fetched(`tile/${level}/${number(tile)}${width < 256 ? `.p/${width}` : ''}`);
    demand(octets.length === 32 * width, `tile ${level}/${tile} has another width`);
    for (let i = 0; i < width; i++) hashes.push(octets.subarray(32 * i, 32 * i + 32));
  }
  return hashes;
}

// RFC 6962, 2.1: MTH, PATH and PROOF by their definitions.
function split(n) {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

function root(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = split(leaves.length);
  return nodeHash(root(leaves.slice(0, k)), root(leaves.slice(k)));
}

// The root that an inclusion path leads to.
function climbed(index, size, leaf, path) {
  if (size === 1) return path.length === 0 ? leaf : Buffer.alloc(0);
  const k = split(size);
  const sibling = path[path.length - 1];
  return index < k
    ? nodeHash(climbed(index, k, leaf, path.slice(0, -1)), sibling)
    : nodeHash(sibling, climbed(index - k, size - k, leaf, path.slice(0, -1)));
}

const checkpoint = opened((await fetched('checkpoint')).toString());
const leaves = await hashesOf(0, checkpoint.size);
demand(root(leaves).equals(checkpoint.root), 'the leaves have another root than was signed');
for (let level = 1; 256 ** level <= checkpoint.size; level++) {
  const hashes = await hashesOf(level, checkpoint.size);
  hashes.forEach((hash, i) => demand(hash.equals(root(leaves.slice(i * 256 ** level, (i + 1) * 256 ** level))), `tile hash ${level}/${i} is wrong`));
}

const older = opened(readFileSync(olderFile, 'utf8'));
demand(older.size < checkpoint.size, 'the older checkpoint is not older');
demand(root(leaves.slice(0, older.size)).equals(older.root), 'the log does not continue the older checkpoint');

const receipt = readFileSync(receiptFile, 'utf8');
const end = receipt.indexOf('\n\n');
const [format, extra, index, ...path] = receipt.slice(0, end).split('\n');
demand(format === 'c2sp.org/tlog-proof@v1', 'the receipt has another form');
const proven = opened(receipt.slice(end + 2));
const at = Number(index.slice('index '.length));
const entry = Buffer.from(extra.slice('extra '.length), 'base64');
demand(climbed(at, proven.size, leafHash(entry), path.map((hash) => Buffer.from(hash, 'base64'))).equals(proven.root), 'the receipt proves nothing');
demand(leafHash(entry).equals(leaves[at]), 'the receipt is of another entry');

console.log(JSON.stringify({ size: checkpoint.size, older: older.size, index: at, id: JSON.parse(entry).id }));
