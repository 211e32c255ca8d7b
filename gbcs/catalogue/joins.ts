import type { CatalogueEntry } from './entry.js';

/**
 * Joining and separating two devices (GBCS 13.7), which the use-case sections leave out. Codes, protections and parties
 * from the reference messages; what those do not show are the assumptions that the entries name.
 */

const OUTSIDE = 'replay-for-use-cases-outside-the-table';
const BOTH = '3.1 4.0';

export const JOIN_ENTRIES: readonly CatalogueEntry[] = [
  {
    name: 'CS03A1',
    title: 'Method A Join (Meter)',
    messageCode: 0x000d,
    versions: BOTH,
    category: 'SME.C.C',
    variants: '8.7.1',
    rights: 'supplier: esme',
    flags: 'replayProtected',
    assumptions: OUTSIDE,
    family: 'asn1',
    asn1: 'JoinDevice',
  },
  {
    name: 'CS03B',
    title: 'Method B Join',
    messageCode: 0x000e,
    versions: BOTH,
    category: 'SME.C.NC',
    variants: '8.7.2',
    rights: 'supplier accessControlBroker: gsme gasProxyFunction',
    flags: 'replayProtected',
    assumptions: `${OUTSIDE} method-b-join-roles`,
    family: 'asn1',
    asn1: 'JoinDevice',
  },
  {
    name: 'CS04AC',
    title: 'Method A or C Unjoin',
    messageCode: 0x000f,
    versions: BOTH,
    category: 'SME.C.C',
    variants: '8.8.1 8.8.2',
    rights: 'supplier: esme hcalcs gsme; accessControlBroker: ppmid',
    flags: 'replayProtected',
    assumptions: `${OUTSIDE} parties-outside-the-table`,
    family: 'asn1',
    asn1: 'UnjoinDevice',
  },
  {
    name: 'CS04B',
    title: 'Method B Unjoin',
    messageCode: 0x0010,
    versions: BOTH,
    category: 'SME.C.NC',
    variants: '8.8.2',
    rights: 'supplier accessControlBroker: esme gsme gasProxyFunction',
    flags: 'replayProtected',
    assumptions: `${OUTSIDE} method-b-unjoin-roles`,
    family: 'asn1',
    asn1: 'UnjoinDevice',
  },
  {
    name: 'CS07',
    title: 'Read Device Join Details',
    messageCode: 0x0013,
    versions: BOTH,
    category: 'SME.C.NC',
    variants: '8.9',
    rights: 'supplier: esme gsme gasProxyFunction hcalcs; accessControlBroker: esme gsme gasProxyFunction hcalcs ppmid',
    flags: '',
    assumptions: 'read-join-details-targets replay-for-use-cases-outside-the-table',
    family: 'asn1',
    asn1: 'ReadDeviceJoinDetails',
  },
  {
    // The SMI sends a join of an HCALCS as critical (8.7.1) and that of a PPMID as non-critical (8.7.2); on the HAN both
    // are signed Commands, in the second case by the broker.
    name: 'CS03A2',
    title: 'Method A Join (non Meter)',
    messageCode: 0x00ab,
    versions: BOTH,
    category: 'SME.C.C',
    variants: '8.7.1 8.7.2',
    rights: 'supplier: hcalcs; accessControlBroker: ppmid',
    flags: 'replayProtected',
    assumptions: OUTSIDE,
    family: 'asn1',
    asn1: 'JoinDevice',
  },
  {
    // The broker joins a PPMID with its own signature and MAC, and names the supplier as supplementary party.
    name: 'CS03C',
    title: 'Method C Join',
    messageCode: 0x00af,
    versions: BOTH,
    category: 'SME.C.C',
    variants: '8.7.1 8.7.2',
    rights: 'supplier: gsme; accessControlBroker: ppmid',
    flags: 'replayProtected',
    assumptions: OUTSIDE,
    family: 'asn1',
    asn1: 'JoinDevice',
  },
];
