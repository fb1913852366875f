// The driver of a thread, which is made when the first AsyncSocket needs it.
import { argTypeError, checkOptionNames, hasReceiveReady } from '@fdset/posix';
import type { Driver } from './driver.js';
import { SelectorDriver } from './selector/selector-driver.js';
import { WatchDriver } from './watch/watch-driver.js';

let usual: Driver | null = null;

/** The driver that is used where none was chosen. */
export const usualDriver = (): Driver =>
  (usual ??= hasReceiveReady ? new SelectorDriver() : new WatchDriver());

/** The driver of the options, or the usual one. @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE */
export const chooseDriver = (options: { readonly driver?: Driver | undefined }): Driver => {
  checkOptionNames(options, ['driver'], 'AsyncSocket');
  const { driver } = options;
  if (driver === undefined) return usualDriver();
  if (typeof driver !== 'object' || driver === null || typeof driver.open !== 'function')
    throw argTypeError('the option driver must be a driver of @fdset/socket/async');
  return driver;
};
