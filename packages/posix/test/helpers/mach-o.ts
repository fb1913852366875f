const cpus = { x64: 0x01_00_00_07, arm64: 0x01_00_00_0c };

const LC_SEGMENT_64 = 0x19;
const HEADER_BYTES = 32;
const SEGMENT_BYTES = 72;
const CONTENT_BYTES = 16;

/** What names the kind of a Mach-O file that node-gyp links. */
const MH_BUNDLE = 8;

/** A Mach-O file of one segment. */
export function machO({
  arch,
  kind = MH_BUNDLE,
}: {
  readonly arch: keyof typeof cpus;
  readonly kind?: number;
}): Buffer {
  const size = HEADER_BYTES + SEGMENT_BYTES + CONTENT_BYTES;
  const bytes = Buffer.alloc(size);
  const header = [0xfe_ed_fa_cf, cpus[arch], 0, kind, 1, SEGMENT_BYTES];
  for (const [index, word] of header.entries()) bytes.writeUInt32LE(word, 4 * index);
  bytes.writeUInt32LE(LC_SEGMENT_64, HEADER_BYTES);
  bytes.writeUInt32LE(SEGMENT_BYTES, HEADER_BYTES + 4);
  bytes.writeBigUInt64LE(BigInt(size), HEADER_BYTES + 48);
  return bytes;
}
