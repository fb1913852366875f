// Whether an ELF file is shorter than its header says. The dynamic loader maps such a file all the same, and the process dies of
// SIGBUS at the first page that the file lacks, before any error can be thrown.

const MAGIC = 0x7f_45_4c_46;
const CLASS_AT = 4;
const CLASS_64 = 2;
const ENCODING_AT = 5;
const LITTLE_ENDIAN = 1;
const IDENTITY_BYTES = 16;
const PT_LOAD = 1;

/** Source: elf(5), Elf64_Ehdr and Elf64_Phdr, and the same with 32. The numbers of a layout are positions. */
interface Layout {
  readonly headerBytes: number;
  readonly tableOffset: number;
  readonly entryBytes: number;
  readonly entries: number;
  readonly offset: number;
  readonly fileSize: number;
  readonly wordBytes: 4 | 8;
}

const layout64: Layout = {
  headerBytes: 64,
  tableOffset: 32,
  entryBytes: 54,
  entries: 56,
  offset: 8,
  fileSize: 32,
  wordBytes: 8,
};

const layout32: Layout = {
  headerBytes: 52,
  tableOffset: 28,
  entryBytes: 42,
  entries: 44,
  offset: 4,
  fileSize: 16,
  wordBytes: 4,
};

/** Whether the file with these first bytes should be longer than `size`; false for what is no ELF file. */
export function isCutOff(head: Uint8Array, size: number): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.byteLength < IDENTITY_BYTES || view.getUint32(0) !== MAGIC) return false;
  const layout = view.getUint8(CLASS_AT) === CLASS_64 ? layout64 : layout32;
  return view.byteLength < layout.headerBytes || endOfFile(view, layout) > size;
}

/** The end of the last byte that is mapped, or of the table that says so if the table is not within the first bytes. */
function endOfFile(view: DataView, layout: Layout): number {
  const isLittle = view.getUint8(ENCODING_AT) === LITTLE_ENDIAN;
  const word = (at: number): number =>
    layout.wordBytes === 8 ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle);
  const table = word(layout.tableOffset);
  const entryBytes = view.getUint16(layout.entryBytes, isLittle);
  const tableEnd = table + entryBytes * view.getUint16(layout.entries, isLittle);
  let end = tableEnd;
  if (tableEnd > view.byteLength || entryBytes < layout.fileSize + layout.wordBytes) return end;
  for (let entry = table; entry < tableEnd; entry += entryBytes)
    if (view.getUint32(entry, isLittle) === PT_LOAD)
      end = Math.max(end, word(entry + layout.offset) + word(entry + layout.fileSize));
  return end;
}
