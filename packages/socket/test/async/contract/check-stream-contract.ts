// The pairs of a driver pass the checks for streams that everybody can use (@fdset/socket/testing).
import { describe, it } from 'vitest';
import type { Driver } from '../../../src/async/index.js';
import { streamProperties } from '../../../src/testing/index.js';
import { streamPairs } from './pairs.js';

/** The properties of streams; each driver has its own. */
export const describeProperties = (driverName: string, driver: () => Driver | undefined): void => {
  describe.each(streamPairs)(`${driverName}: %s`, (name, make) => {
    const limits = name.startsWith('Unix') ? { maxBufferedBytes: 1 << 20 } : {};
    it.each(streamProperties.map((property) => [property.name, property] as const))(
      '%s',
      async (_property, { check }) => check(() => make(driver()), limits),
    );
  });
};
