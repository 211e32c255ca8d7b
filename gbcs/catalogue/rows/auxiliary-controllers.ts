import type { DataShape, DlmsRow } from '../use-case.js';

/**
 * Attributes of the auxiliary load control switches (GBCS 3.1) or auxiliary controllers (GBCS 4.0) of an ESME, as the
 * use-case sections list them. Both editions give the same objects different names, types and meanings, so that only
 * the message code tells which one is spoken.
 */

/** `AuxiliaryLoadControlSwitch` (3.1) or `AuxiliaryController` (4.0): how the names of the rows begin. */
export type ControllerObject = 'AuxiliaryLoadControlSwitch' | 'AuxiliaryController';

/** An ESME has up to five, in either edition. */
const CONTROLLER_NUMBERS = [1, 2, 3, 4, 5] as const;

/** Class 1 (data), attribute 2 (value): all rows here but the states of 3.1. */
function valueRow(name: string, access: DlmsRow['access'], obis: string, shape: DataShape): DlmsRow {
  return { name, access, classId: 1, obis, member: 2, shape };
}

function optional(row: DlmsRow): DlmsRow {
  return { ...row, optional: true };
}

/**
 * Descriptions ("labels") 1 to 5.
 * @param max Longest label in characters: 127 in GBCS 3.1, 22 in 4.0 (and in DUIS and MMC). GBCS sets no shortest one.
 */
export function descriptionRows(object: ControllerObject, access: 'get' | 'set', max: number): DlmsRow[] {
  return CONTROLLER_NUMBERS.map((n) =>
    optional(
      valueRow(`${object}[${n}].description`, access, `0-0:94.44.0.${10 + n}`, { type: 'visible-string', min: 0, max }),
    ),
  );
}

/**
 * Type and identifier of controllers 1 to 5.
 *
 * GBCS 3.1: always 8 octets, zeros for an ALCS or the EUI-64 of an HCALCS. The note on these rows has them optional
 * only when updating, the type column has them optional in the read too; here they are optional in both (see the
 * assumption `switch-type-rows-optional-in-read`).
 *
 * GBCS 4.0: the type column says 8 octets, but the reference messages also have none (no controller) and the single
 * octet FF (APC).
 */
export function typeAndIdentifierRows(object: ControllerObject, access: 'get' | 'set'): DlmsRow[] {
  return CONTROLLER_NUMBERS.map((n) => {
    const name = `${object}[${n}].typeAndIdentifier`;
    const obis = `0-0:94.44.0.${20 + n}`;
    return object === 'AuxiliaryController'
      ? valueRow(name, access, obis, { type: 'octet-string', min: 0, max: 8 })
      : optional(valueRow(name, access, obis, { type: 'octet-string', min: 8, max: 8 }));
  });
}

/** GBCS 3.1: position of switches 1 to 5, true = closed. Of an HCALCS the ESME cannot know it (GBCS 3.1, ECS61a). */
export function stateRows(): DlmsRow[] {
  return CONTROLLER_NUMBERS.map((n) => ({
    name: `AuxiliaryLoadControlSwitch[${n}].state`,
    access: 'get',
    classId: 70,
    obis: `0-${n}:96.3.10.255`,
    member: 2,
    shape: { type: 'boolean' },
    optional: true,
  }));
}

/** GBCS 4.0: state of controllers 1 to 5 as JSON text. The bound lets a Response fit 63 blocks of 1,149 octets. */
export function stateAndAssociatedInformationRows(): DlmsRow[] {
  return CONTROLLER_NUMBERS.map((n) =>
    valueRow(`AuxiliaryController[${n}].stateAndAssociatedInformation`, 'get', `0-0:94.44.0.${30 + n}`, {
      type: 'utf8-string',
      min: 0,
      max: 72000,
    }),
  );
}

/**
 * GBCS 3.1, ECS47: how long switch n stays closed, then how long it stays open, for n = 1 to 5; then the action.
 * A Command that closes or opens a switch carries exactly the one time of that switch and action, a reset none. The
 * times are in minutes (assumption `duration-in-minutes`).
 */
export function closeAndOpenTimeRows(): DlmsRow[] {
  const action = executeRow('AuxiliaryLoadControlSwitch[n].openCloseOrReset');
  return [
    ...CONTROLLER_NUMBERS.flatMap((n) => [
      timeRow(`AuxiliaryLoadControlSwitch[${n}].closeTime`, `0-0:94.44.${116 + n}.1`, action, (n << 8) | 0x11),
      timeRow(`AuxiliaryLoadControlSwitch[${n}].openTime`, `0-0:94.44.${116 + n}.2`, action, (n << 8) | 0x12),
    ]),
    action,
  ];
}

/** A time that goes with one value of the action. */
function timeRow(name: string, obis: string, action: DlmsRow, equals: number): DlmsRow {
  return {
    ...optional(valueRow(name, 'set', obis, { type: 'long-unsigned' })),
    presentExactlyWhen: { row: action.name, equals },
  };
}

/**
 * GBCS 4.0, ECS47a: start and end of the setting period of controller n, for n = 1 to 5; then the action. A Command
 * carries both times of its own controller and no others. Same objects as in ECS47, but 12-octet date-times.
 */
export function settingPeriodRows(): DlmsRow[] {
  return [
    ...CONTROLLER_NUMBERS.flatMap((n) => [
      optional(
        valueRow(`AuxiliaryController[${n}].settingPeriodStart`, 'set', `0-0:94.44.${116 + n}.1`, {
          type: 'octet-string',
          min: 12,
          max: 12,
        }),
      ),
      optional(
        valueRow(`AuxiliaryController[${n}].settingPeriodEnd`, 'set', `0-0:94.44.${116 + n}.2`, {
          type: 'octet-string',
          min: 12,
          max: 12,
        }),
      ),
    ]),
    executeRow('AuxiliaryController[n].controllerNumberAndCommandedState'),
  ];
}

/**
 * Script table of the auxiliary controllers, method `execute`. High octet: number of the switch (3.1), or direction
 * and number (4.0). Low octet: what to do (3.1: 11 close, 12 open, 20 back to the calendar) or the level (4.0).
 * Which of the 65,536 values make sense is for the device to judge, so all of them fit the row.
 */
function executeRow(name: string): DlmsRow {
  return {
    name,
    access: 'action',
    classId: 9,
    obis: '0-0:10.0.103.255',
    member: 1,
    shape: { type: 'long-unsigned' },
  };
}
