/**
 * Where the fields of the commands were derived from: public descriptions of the ZigBee Smart Energy standard, which is
 * itself not at hand. Facts only: order, widths and names.
 */

/** SE 1.4 as XML. */
const SE_XML = 'SE 1.4 as in project-chip/zap test/zcl/ami.xml';

/** A dissector of SE 1.2b and 1.4. */
const WIRESHARK = 'SE 1.4 as in wireshark/wireshark epan/dissectors/packet-zbee-zcl-se.c';

/** A gas proxy by GBCS 0.8.1 and later corrections. */
export const GAS_PROXY =
  'GBCS as in espressif/esp-matter gecko_sdk plugin/gas-proxy-function/gpf-structured-data.c (updateSnapshotAttributes)';

/** Both descriptions of a command agree with each other and with messages of the data set. */
export const AGREED = `${SE_XML}; ${WIRESHARK}; data set`;

/** Only the dissector describes it; messages of the data set agree. */
export const DISSECTED = `${WIRESHARK}; data set`;

/** What the two descriptions do not agree on. */
export const SIGNED_BY_DISSECTOR = 'money is signed in the dissector, unsigned in the XML';
