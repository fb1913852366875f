// The registrations of a selector by descriptor, and the ways to find one. SelectorImpl fills the table.

import { rangeError } from '@fdset/posix';

import { descriptorOf, descriptorOrNone, isFileObject } from './file-object.js';
import type { FileObjectLike } from './file-object.js';
import { Registration } from './registration.js';
import type { RegistrationStart } from './registration.js';

// Generations go to the kernel and back in an Int32Array. 0 is the generation of the wake-up.
const LAST_GENERATION = 2 ** 31 - 1;

/** All registrations of one selector. */
export class RegistrationTable<Data, FileObject extends FileObjectLike> {
  readonly byFd = new Map<number, Registration<Data, FileObject>>();
  #generation = 0;

  /** Makes a registration without adding it to the table. Throws if the descriptor is registered already. */
  create(start: RegistrationStart<Data, FileObject>): Registration<Data, FileObject> {
    if (this.byFd.has(start.fd)) {
      const message = `Descriptor ${start.fd} is already registered: modify changes its events and data`;
      throw rangeError(message, 'ERR_FDSET_ALREADY_REGISTERED');
    }
    this.#generation = this.#generation === LAST_GENERATION ? 1 : this.#generation + 1;
    return new Registration(start, this.#generation);
  }

  /**
   * The registration of a number or an object. A closed object, which has no number any more, is found by its identity.
   */
  lookup(fileobj: FileObject | number): Registration<Data, FileObject> | undefined {
    const fd = descriptorOrNone(fileobj);
    if (fd >= 0) return this.byFd.get(fd);
    if (typeof fileobj !== 'object') return undefined;
    for (const registration of this.byFd.values()) {
      if (registration.key.fileobj === fileobj) return registration;
    }
    return undefined;
  }

  /** Like `lookup`, but throws `ERR_FDSET_NOT_REGISTERED` or `ERR_FDSET_INVALID_FILE_OBJECT`. */
  find(fileobj: FileObject | number): Registration<Data, FileObject> {
    const registration = this.lookup(fileobj);
    if (registration !== undefined) return registration;
    // A closed object is just not registered. For a value that could never be registered, descriptorOf throws.
    const fd = isFileObject(fileobj) ? descriptorOrNone(fileobj) : descriptorOf(fileobj);
    const which = fd < 0 ? 'A closed file object' : `The file object of descriptor ${fd}`;
    throw rangeError(`${which} is not registered`, 'ERR_FDSET_NOT_REGISTERED');
  }

  /** Removes a registration; its keys are no longer current. */
  remove(registration: Registration<Data, FileObject>): void {
    this.byFd.delete(registration.fd);
    registration.active = false;
  }

  /** Removes all registrations. */
  clear(): void {
    for (const registration of this.byFd.values()) registration.active = false;
    this.byFd.clear();
  }
}
