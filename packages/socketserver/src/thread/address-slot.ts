// A client's address in shared memory, as numbers and a text. As JSON it took a tenth of a worker's time.
import { isUnixAddress } from '@fdset/socket';
import type { Address, InetAddress } from '@fdset/socket';

const NOBODY = 0;
const INET = 1;
const PATH = 2;
/** A Unix path that is not UTF-8. */
const PATH_BYTES = 3;

const NUMBERS = { form: 0, length: 1, port: 2, flowinfo: 3, scopeId: 4 } as const;
const NUMBER_BYTES = 8 * Float64Array.BYTES_PER_ELEMENT;
const TEXT_BYTES = 512;

/** The size of an address in bytes; its offset must be a multiple of 8. */
export const ADDRESS_BYTES = NUMBER_BYTES + TEXT_BYTES;

/** The place for one address. */
export class AddressSlot {
  readonly #numbers: Float64Array;
  readonly #text: Buffer;

  constructor(memory: SharedArrayBuffer, offset: number) {
    this.#numbers = new Float64Array(memory, offset, NUMBER_BYTES / Float64Array.BYTES_PER_ELEMENT);
    this.#text = Buffer.from(memory, offset + NUMBER_BYTES, TEXT_BYTES);
  }

  put(address: Address | null): void {
    const numbers = this.#numbers;
    if (address === null) {
      numbers[NUMBERS.form] = NOBODY;
      return;
    }
    if (isUnixAddress(address)) {
      this.#putPath(address.path);
      return;
    }
    numbers[NUMBERS.form] = INET;
    numbers[NUMBERS.length] = this.#text.write(address.host);
    numbers[NUMBERS.port] = address.port;
    numbers[NUMBERS.flowinfo] = address.flowinfo ?? NaN;
    numbers[NUMBERS.scopeId] = address.scopeId ?? NaN;
  }

  read(): Address | null {
    const numbers = this.#numbers;
    const form = numberAt(numbers, NUMBERS.form);
    const length = numberAt(numbers, NUMBERS.length);
    if (form === NOBODY) return null;
    if (form === PATH_BYTES) return { path: Buffer.from(this.#text.subarray(0, length)) };
    const text = this.#text.toString('utf8', 0, length);
    if (form === PATH) return { path: text };
    const address: InetAddress = { host: text, port: numberAt(numbers, NUMBERS.port) };
    const flowinfo = numberAt(numbers, NUMBERS.flowinfo);
    const scopeId = numberAt(numbers, NUMBERS.scopeId);
    if (!Number.isNaN(flowinfo)) address.flowinfo = flowinfo;
    if (!Number.isNaN(scopeId)) address.scopeId = scopeId;
    return address;
  }

  #putPath(path: string | Uint8Array): void {
    const numbers = this.#numbers;
    const isText = typeof path === 'string';
    numbers[NUMBERS.form] = isText ? PATH : PATH_BYTES;
    if (isText) numbers[NUMBERS.length] = this.#text.write(path);
    else {
      this.#text.set(path.subarray(0, TEXT_BYTES));
      numbers[NUMBERS.length] = Math.min(path.length, TEXT_BYTES);
    }
  }
}

const numberAt = (numbers: Float64Array, index: number): number => numbers[index] as number;
