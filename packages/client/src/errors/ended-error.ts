/** The cause of a {@link ClientError} of a server that has ended its side in good order. */
export const endedError = (): Error =>
  Object.assign(new Error('the server has ended the connection'), { code: 'ERR_FDSET_ENDED' });
