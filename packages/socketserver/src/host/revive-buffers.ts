// A Unix path that is no UTF-8 is a Buffer, also after it was JSON.

/** The second argument of JSON.parse. */
export const reviveBuffers = (_key: string, value: unknown): unknown => {
  const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
  return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]) : value;
};
