import type { NamedFields } from '../../../../gbcs/index.js';
import { needChild, type XmlElement } from '../../xml/element.js';
import type { BodyMapping } from '../mapping.js';
import { indexOf, numberOf } from '../values.js';

/** Load control of an ESME (SRV 7.5 to 7.16, 6.14.x). */

const SCRIPT = 'AuxiliaryLoadControlSwitch[n].openCloseOrReset';

/** ECS47: a switch is closed or opened for some minutes, or given back to its calendar. */
function switching(
  body: string,
  variant: string,
  target: string,
  action: 'close' | 'open' | 'revertToCalendar',
  time?: 'closeTime' | 'openTime',
): BodyMapping {
  return {
    body,
    variants: [variant],
    useCase: 'ECS47',
    payload(element: XmlElement): NamedFields {
      const one = needChild(element, target);
      const number = indexOf(one, 'index');
      const script = { [SCRIPT]: { switch: number, action } };
      if (time === undefined) return script;
      return { [`AuxiliaryLoadControlSwitch[${number}].${time}`]: numberOf(needChild(one, 'Duration')), ...script };
    },
  };
}

export const LOAD_CONTROL_MAPPINGS: readonly BodyMapping[] = [
  switching('ActivateAuxiliaryLoad', '7.5', 'ActivateALCSHCALCS', 'close', 'closeTime'),
  switching('DeactivateAuxiliaryLoad', '7.6', 'DeactivateALCSHCALCS', 'open', 'openTime'),
  switching('ResetAuxiliaryLoad', '7.8', 'ResetALCSHCALCS', 'revertToCalendar'),
];
