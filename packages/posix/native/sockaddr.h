/* Addresses are passed between JavaScript and C as an AddressBlock in memory of the caller. That keeps the calls cheap, and an
 * object is made only when the address is read. */
#ifndef FDSET_SOCKADDR_H
#define FDSET_SOCKADDR_H

#include <sys/socket.h>

#include "napi-util.h"

typedef struct {
  uint32_t length; /* the used length of storage; 0 means no address */
  uint32_t padding;
  struct sockaddr_storage storage;
} AddressBlock;

static inline struct sockaddr *block_sockaddr(AddressBlock *block) {
  return (struct sockaddr *)&block->storage;
}

/* Must be called after the kernel has written a name of `length` bytes. Fills the last word with zeros, so that names can be
 * compared as words. */
void block_set_length(AddressBlock *block, size_t length);

/* Converts bytes to an AddressBlock. It limits the length to the storage, because JavaScript can write any length, and the kernel
 * must not read past the end. */
bool block_of(Bytes bytes, AddressBlock **out);
/* Reads a Uint8Array of ADDRESS_BLOCK_BYTES. */
bool args_address(Args *args, size_t index, AddressBlock **out);
/* Returns { host, port [, flowinfo, scopeId] }, the Buffer of a Unix path, or null. */
napi_value address_decode(napi_env env, const struct sockaddr *address, size_t length);

#endif
