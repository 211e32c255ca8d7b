import { field, flags, optional, parts, text, time, uint32 } from '../fields.js';
import type { ZclCluster } from '../types.js';
import { DISSECTED } from './sources.js';

const TRANSMISSION = [
  'Normal Transmission Only',
  'Normal and Anonymous Inter-PAN Transmission Only',
  'Anonymous Inter-PAN Transmission Only',
];

export const MESSAGING: ZclCluster = {
  clusterId: 0x0703,
  name: 'Messaging',
  attributes: {},
  commands: [
    {
      direction: 'toClient',
      commandId: 0x00,
      name: 'Display Message',
      source: DISSECTED,
      doubt: 'the data set ends after Message; the optional field behind it is known from the description alone',
      fields: [
        uint32('Message ID'),
        field(
          'Message Control',
          parts(
            1,
            ['Transmission', 0, 2, TRANSMISSION],
            ['Importance', 2, 2, ['Low', 'Medium', 'High', 'Critical']],
            ['Enhanced Confirmation Required', 5, 1],
            ['Confirmation Required', 7, 1],
          ),
        ),
        time('Start Time'),
        field('Duration', { kind: 'number', octets: 2, names: { 65535: 'until changed' }, unit: 'minutes' }),
        text('Message'),
        optional(field('Extended Message Control', flags(1, { 0: 'Message Confirmation Status' }))),
      ],
    },
  ],
};
