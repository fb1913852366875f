// What `fdset listen` answers by itself.
import { StringDecoder } from 'node:string_decoder';

/** Makes the answer to each piece of one client. */
export type Answer = (data: Buffer) => Buffer;

/** Answers with the same bytes. */
export const echo = (): Answer => (data) => data;

/** Answers with the text in upper case; a letter may lie in two pieces of a stream. */
export const upper = (): Answer => {
  const decoder = new StringDecoder('utf8');
  return (data) => Buffer.from(decoder.write(data).toUpperCase());
};
