/**
 * The GBCS library where there is Node.js: all of `library.ts`, and OpenSSL by way of node:crypto.
 */
export { SERVICE_REQUESTS } from './catalogue/service-requests.js';
export { opensslProvider } from './crypto/openssl.js';
export * from './library.js';
