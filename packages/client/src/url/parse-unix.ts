// What stands behind unix:, unix+dgram: and unix+seqpacket: in a URL.
import { isUtf8 } from 'node:buffer';
import type { UnixAddress } from '@fdset/posix';
import type { Scheme } from './endpoint.js';
import { urlError } from './url-error.js';

/** @throws as `parseUrl` */
export function parseUnix(rest: string, scheme: Scheme): UnixAddress {
  const path = rest.replace(/^\/\/(?=\/|$)/, '');
  if (path.startsWith('//') && rest === path)
    throw urlError(`a Unix URL names no host; write ${scheme}:///${path.slice(2)}`);
  if (/[?#]/.test(path))
    throw urlError(
      'a Unix URL has no query and no fragment; in a path write %3F for ? and %23 for #',
    );
  if (path === '') throw urlError(`the URL names no path; write ${scheme}:///PATH`);
  const bytes = decodePercent(path);
  return { path: isUtf8(bytes) ? bytes.toString() : bytes };
}

/** The bytes of a path, which need not be UTF-8. */
function decodePercent(path: string): Buffer {
  const wrong = /%(?![\da-f]{2})/i.exec(path);
  if (wrong !== null)
    throw urlError('in a URL % stands before two hexadecimal digits; write %25 for % itself');
  const latin1 = Buffer.from(path).toString('latin1');
  const decoded = latin1.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}
