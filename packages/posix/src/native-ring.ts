// The types of the native functions of io_uring. See native/ring-submissions.c for the rows of submissions.

/** A negative one is -errno. */
type Result = number;

/** An open ring, which only the addon can use. */
export interface RingHandle {
  readonly brand: unique symbol;
}

/** Linux only, but for `ringCreate`. */
export interface NativeRing {
  /** `report` gets [descriptor of the event, incremental, bundles, entries], or the index in RING_STEPS of the failed step. */
  ringCreate(
    entries: number,
    bufferBytes: number,
    isDeferred: boolean,
    report: Int32Array,
  ): RingHandle | Result;
  readonly RING_STEPS?: readonly string[];
  readonly RING_RECV: number;
  readonly RING_RECV_LATER: number;
  readonly RING_SEND: number;
  readonly RING_ACCEPT: number;
  readonly RING_POLL: number;
  readonly RING_CANCEL: number;
  readonly RING_NONEMPTY: number;
  /** The first row of the completions gets [submissions taken, operations in flight]. */
  ringTurn(
    ring: RingHandle,
    submissions: Int32Array,
    count: number,
    staging: Uint8Array,
    others: readonly Uint8Array[],
    completions: Int32Array,
    clear: boolean,
  ): Result;
  /** The memory that receives land in. */
  ringMemory(ring: RingHandle): ArrayBuffer | Result;
  ringAddress(ring: RingHandle, id: number, block: Uint8Array): void;
  ringAbandon(ring: RingHandle): void;
  ringClose(ring: RingHandle): void;
}
