// vitest's global set-up unsets NODE_EXTRA_CA_CERTS. Node reads those certificates each time it starts, and the tests
// start it hundreds of times. With a system's bundle of 150 certificates a start cost twice as much processor time. The tests
// that speak TLS have a certificate of their own.
export const setup = () => void delete process.env.NODE_EXTRA_CA_CERTS;
