/* Addresses cross the border as an AddressBlock in caller-owned memory: the calls that use one
 * stay cheap, and objects are made only for those who look. */
#ifndef FDSET_SOCKADDR_H
#define FDSET_SOCKADDR_H

#include <sys/socket.h>

#include "napi-util.h"

typedef struct {
  uint32_t length; /* of what is used in storage; 0: no address */
  uint32_t padding;
  struct sockaddr_storage storage;
} AddressBlock;

static inline struct sockaddr *block_sockaddr(AddressBlock *block) {
  return (struct sockaddr *)&block->storage;
}

/* After the kernel has written a name of so many bytes. Its last word is filled up with zeros, so that
 * names can be compared as words. */
void block_set_length(AddressBlock *block, size_t length);

/* Bytes that are an AddressBlock; what is longer than its storage is cut off, since its owner can write any
 * length into it, and the kernel must not read past the end. */
bool block_of(Bytes bytes, AddressBlock **out);
/* A Uint8Array of ADDRESS_BLOCK_BYTES. */
bool args_address(Args *args, size_t index, AddressBlock **out);
/* { host, port [, flowinfo, scopeId] }, the Buffer of a Unix path, or null. */
napi_value address_decode(napi_env env, const struct sockaddr *address, size_t length);

#endif
