import { expect } from 'chai';
import { zclFindings } from '../../../gbcs/findings/zcl.js';
import {
  buildMessage,
  type DescribedNode,
  decodeMessage,
  describeMessage,
  encodeFrame,
  eui64,
  fromHex,
  type GbzAlert,
  type GbzComponent,
  type GbzPayload,
  type Message,
} from '../../../gbcs/index.js';

const parts = {
  originatorCounter: 1000n,
  originator: eui64('90b3d51f30010000'),
  recipient: eui64('00db1234567890a2'),
  otherInformation: { messageCode: 0x006b },
};

type Zcl = Pick<GbzComponent, 'clusterId' | 'frameControl' | 'commandId'> & { readonly hex: string };

function gbz(...commands: readonly Zcl[]): GbzPayload {
  return {
    kind: 'gbz',
    profileId: 0x0109,
    components: commands.map(({ hex, ...ids }, i) => ({
      ...ids,
      lastComponent: i === commands.length - 1,
      transactionSequenceNumber: i,
      payload: { kind: 'plain', octets: fromHex(hex) },
    })),
  };
}

function decoded(payload: GbzPayload | GbzAlert): Message {
  return decodeMessage(encodeFrame(buildMessage({ ...parts, cra: payload.kind === 'gbz' ? 1 : 3, payload })));
}

/** Label, value and offset of every node below the first with this label. */
function below(root: DescribedNode, label: string): string[] {
  const find = (node: DescribedNode): DescribedNode | undefined =>
    node.label === label ? node : node.children.map(find).find((found) => found !== undefined);
  const lines = (node: DescribedNode, depth: number): string[] =>
    node.children.flatMap((child) => [
      `${' '.repeat(depth)}${child.label}${child.value === undefined ? '' : ` = ${child.value}`}`,
      ...lines(child, depth + 1),
    ]);
  const found = find(root);
  return found === undefined ? [] : lines(found, 0);
}

const SEASONS = {
  clusterId: 0x0707,
  frameControl: 0x09,
  commandId: 0x03,
  hex: '00000000804a371c804a371c0001ff0314ff01720615ff02',
};

describe('described ZCL payloads', () => {
  it('name cluster, command and every field, with units and numbers', () => {
    const message = decoded(
      gbz(SEASONS, {
        clusterId: 0x0703,
        frameControl: 0x09,
        commandId: 0x00,
        hex: '804a371c04000000001e00055265736574',
      }),
    );
    const root = describeMessage(message);
    expect(below(root, 'GBZ component 0')).to.eql([
      'Last component = false',
      'ZigBee Cluster ID = 0707 Calendar',
      'ZCL frame control = 09',
      'Transaction Sequence Number = 0',
      'ZCL command identifier = 03 Publish Seasons',
      'ZCL payload',
      ' Provider ID = 0',
      ' Issuer Event ID = 473385600',
      ' Issuer Calendar ID = 473385600',
      ' Command Index = 0',
      ' Total Number of Commands = 1',
      ' Season Entries',
      '  Season 1',
      '   Season Start Date = *-03-20',
      '   Week ID Ref = 1',
      '  Season 2',
      '   Season Start Date = 2014-06-21',
      '   Week ID Ref = 2',
    ]);
    expect(below(root, 'GBZ component 1').slice(6)).to.eql([
      ' Message ID = 473385600',
      ' Message Control',
      '  Transmission = Normal Transmission Only',
      '  Importance = Medium',
      '  Enhanced Confirmation Required = false',
      '  Confirmation Required = false',
      ' Start Time = now',
      ' Duration = 30 minutes',
      ' Message = Reset',
    ]);
    expect(zclFindings(message.payload)).to.eql([]);
  });

  it('stand where their octets stand, and nowhere in a message that was built', () => {
    const message = decoded(gbz(SEASONS));
    const start = (message.frame.spans?.payload.start ?? 0) + 3 + 5 + 3;
    const spans = (node: DescribedNode): [string, number][] => [
      ...(node.span === undefined ? [] : ([[node.label, node.span.start]] as [string, number][])),
      ...node.children.flatMap(spans),
    ];
    const found = new Map(spans(describeMessage(message)));
    expect(found.get('ZCL payload')).to.equal(start);
    expect(found.get('Issuer Calendar ID')).to.equal(start + 8);
    expect(found.get('Season 2')).to.equal(start + 19);
    const payload = gbz(SEASONS);
    expect(spans(describeMessage({ frame: buildMessage({ ...parts, cra: 1, payload }), payload }))).to.eql([]);
  });

  it('stay octets where they do not fit, or the command is not known, and are findings', () => {
    const message = decoded(
      gbz(
        { ...SEASONS, hex: SEASONS.hex.slice(0, -2) },
        { clusterId: 0x0702, frameControl: 0x01, commandId: 0x08, hex: '0200010000000029000f' },
        { clusterId: 0x0701, frameControl: 0x01, commandId: 0x01, hex: 'a1' },
        { clusterId: 0x0700, frameControl: 0x09, commandId: 0x44, hex: '' },
      ),
    );
    const root = describeMessage(message);
    const last = (label: string) => below(root, label).at(-1);
    expect(last('GBZ component 0')).to.equal(`ZCL payload = ${SEASONS.hex.slice(0, -2)}`);
    expect(last('GBZ component 1')).to.equal('ZCL payload = 0200010000000029000f');
    expect(below(root, 'GBZ component 2')).to.include.members(['ZigBee Cluster ID = 0701', 'ZCL payload = a1']);
    expect(below(root, 'GBZ component 3').slice(-2)).to.eql([
      'ZCL command identifier = 44',
      'ZCL payload = (no octets)',
    ]);
    const { components } = message.payload as GbzPayload;
    expect(zclFindings(message.payload).map(({ code, path, offset }) => [code, path, offset])).to.eql([
      ['GBCS_E_TRUNCATED', 'components[0].payload.seasonEntries[1].weekIdRef', components[0]?.span?.end],
      ['GBCS_E_TRAILING', 'components[1].payload', (components[1]?.span?.end ?? 0) - 1],
      ['GBCS_E_PAYLOAD', 'components[2]', components[2]?.span?.start],
      ['GBCS_E_PAYLOAD', 'components[3]', components[3]?.span?.start],
    ]);
  });

  it('are named in alerts of future-dated commands', () => {
    const alert: GbzAlert = {
      kind: 'gbz-alert',
      profileId: 0x0109,
      componentCount: 1,
      alertCode: 0x8f66,
      time: 1,
      items: [
        {
          kind: 'future-dated-command',
          messageCode: 0x006b,
          originatorCounter: 5n,
          clusterId: 0x0700,
          frameControl: 0x09,
          commandId: 0x04,
        },
      ],
    };
    expect(below(describeMessage(decoded(alert)), 'Future Dated Command').slice(2)).to.eql([
      'ZigBee Cluster ID = 0700 Price',
      'ZCL frame control = 09',
      'ZCL command identifier = 04 Publish Tariff Information',
    ]);
  });

  it('write event codes in hexadecimal digits and lists in one line', () => {
    const message = decoded(
      gbz({
        clusterId: 0x0708,
        frameControl: 0x09,
        commandId: 0x04,
        hex: '804a371c00000000430002 61816281'.replace(' ', ''),
      }),
    );
    expect(below(describeMessage(message), 'ZCL payload')).to.include.members([
      'Configuration Control = 0 Apply by List',
      'Event IDs = 8161, 8162',
    ]);
  });
});
