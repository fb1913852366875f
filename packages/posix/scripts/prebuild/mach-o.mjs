// What is wrong with the addon for a macOS system. It is read here because a release is made on Linux, which has no otool.
import { readFileSync } from 'node:fs';

const MAGIC_64 = 0xfe_ed_fa_cf;
const HEADER_BYTES = 32;
const CPU_AT = 4;
const KIND_AT = 12;
const COMMANDS_AT = 16;
const cpus = { x64: 0x01_00_00_07, arm64: 0x01_00_00_0c };
/** A bundle is what node-gyp links; Node loads a dynamic library as well. */
const MH_DYLIB = 6;
const MH_BUNDLE = 8;

const LC_SEGMENT_64 = 0x19;
const SEGMENT_BYTES = 72;
const SEGMENT_FILE_OFFSET_AT = 40;
const SEGMENT_FILE_SIZE_AT = 48;

function endOfSegment(bytes, at) {
  if (at + SEGMENT_BYTES > bytes.length) return Number.POSITIVE_INFINITY;
  const offset = bytes.readBigUInt64LE(at + SEGMENT_FILE_OFFSET_AT);
  return Number(offset + bytes.readBigUInt64LE(at + SEGMENT_FILE_SIZE_AT));
}

/** Where the file ends according to its segments; more than `bytes` has if a part of it is lost. */
function endOf(bytes) {
  let at = HEADER_BYTES;
  let end = at;
  for (let left = bytes.readUInt32LE(COMMANDS_AT); left > 0; left--) {
    if (at + 8 > bytes.length) return Number.POSITIVE_INFINITY;
    if (bytes.readUInt32LE(at) === LC_SEGMENT_64) end = Math.max(end, endOfSegment(bytes, at));
    at += Math.max(bytes.readUInt32LE(at + 4), 8);
  }
  return end;
}

/** What is wrong with the addon at `path` as one for the processor `arch`; an empty list if nothing is. */
export function machOProblems(path, arch) {
  const bytes = readFileSync(path);
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC_64)
    return ['is no Mach-O file for one processor of 64 bits'];
  const kind = bytes.readUInt32LE(KIND_AT);
  return [
    ...(bytes.readUInt32LE(CPU_AT) === cpus[arch] ? [] : [`is not for ${arch}`]),
    ...([MH_BUNDLE, MH_DYLIB].includes(kind) ? [] : ['is no library']),
    ...(endOf(bytes) > bytes.length ? ['is not whole'] : []),
  ];
}
