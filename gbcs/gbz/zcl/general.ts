import { ZCL_STATUS } from '../zcl-status.js';
import { DATA_TYPE_FIELD } from './data-types.js';
import { enum8, field, list, values, when } from './fields.js';
import type { ZclCluster, ZclCommand, ZclDirection, ZclField } from './types.js';

/** Commands of the whole profile that GBCS uses, as they are on one cluster: its names of attributes and commands. */

const SOURCE = 'ZCL 2.5.1, 2.5.2 and 2.5.12 as in wireshark/wireshark epan/dissectors/packet-zbee-zcl.c; data set';

const statusField = enum8('Status', ZCL_STATUS);

export function generalCommandsOf(cluster: ZclCluster): readonly ZclCommand[] {
  const { clusterId, name, attributes } = cluster;
  const attributeNames = Object.fromEntries(Object.entries(attributes).map(([id, one]) => [id, one.name]));
  const attribute = { kind: 'number', octets: 2, names: attributeNames } as const;
  const declared = (commandId: number, direction: ZclDirection, command: string, fields: readonly ZclField[]) =>
    ({
      clusterId,
      cluster: name,
      scope: 'general',
      direction,
      commandId,
      name: command,
      fields,
      source: SOURCE,
    }) as const;
  return [
    declared(0x00, 'toServer', 'Read Attributes', [values('Attribute Identifiers', 'Attribute Identifier', attribute)]),
    declared(0x01, 'toClient', 'Read Attributes Response', [
      list('Attributes', 'Attribute', [
        field('Attribute Identifier', attribute),
        statusField,
        when({ field: 'status', is: [0] }, DATA_TYPE_FIELD),
        when(
          { field: 'status', is: [0] },
          field('Attribute Data', {
            kind: 'attribute-data',
            tag: DATA_TYPE_FIELD.key,
            attribute: 'attributeIdentifier',
            attributes,
          }),
        ),
      ]),
    ]),
    defaultResponse(cluster, 'toServer'),
    defaultResponse(cluster, 'toClient'),
  ];
}

/** An answer goes the other way than the command that it names. */
function defaultResponse(cluster: ZclCluster, direction: ZclDirection): ZclCommand {
  const namesOf = (isAnswered: boolean) =>
    cluster.commands
      .filter((command) => (command.direction !== direction) === isAnswered)
      .map((command) => [command.commandId, command.name]);
  // Where only one way has a command of that number, it is meant: the data set has such an answer (GCS20r).
  const names = Object.fromEntries([...namesOf(false), ...namesOf(true)]);
  return {
    clusterId: cluster.clusterId,
    cluster: cluster.name,
    scope: 'general',
    direction,
    commandId: 0x0b,
    name: 'Default Response',
    source: SOURCE,
    doubt:
      'the answered command is named as one of the cluster: that it could be one of the whole profile, nothing tells; FF with FAILURE stands for what was not executed after an earlier failure, by the data set',
    fields: [enum8('Command Identifier', names), statusField],
  };
}
