// The error of every call when the addon could not be loaded.

/**
 * Why there is no addon: `platform` (a system without POSIX sockets: Windows), `missing` (no file for this system), `libc` or
 * `architecture` (a file for another system), `noexec` (it is on a file system from which no code is loaded), `forbidden` (by a
 * switch of Node, or by the file's permissions), or `failed` (the file is damaged or something else, or the message is that of
 * the dynamic loader).
 */
export type AddonRefusal =
  'platform' | 'missing' | 'libc' | 'architecture' | 'noexec' | 'forbidden' | 'failed';

/** The native addon could not be loaded; `reason` says why, and the message what to do. */
export class AddonUnavailableError extends Error {
  readonly code: string;
  readonly reason: AddonRefusal;

  constructor(message: string, reason: AddonRefusal, options?: ErrorOptions) {
    super(message, options);
    this.code = 'ERR_FDSET_ADDON_MISSING';
    this.reason = reason;
  }
}
AddonUnavailableError.prototype.name = 'AddonUnavailableError';
