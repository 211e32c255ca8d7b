import { DuisError } from '../../../../gbcs/index.js';
import { dateTimeOf } from '../cosem-values.js';
import type { BodyMapping, Situation } from '../mapping.js';
import { plainRow, rowOf, valueRow } from '../rows.js';
import { charactersOf } from '../values.js';

/** What an ESME shows to its customer, and what protects the customer's data on it (SRV 3.x and 9.1). */

/** Name of the number that the DCC makes for a customer to read on the device, and says to the requester. */
const CUSTOMER_IDENTIFICATION_NUMBER = 'customerIdentificationNumber';

function customerIdentificationNumber({ context }: Situation): string {
  const made = context.made[CUSTOMER_IDENTIFICATION_NUMBER];
  if (made !== undefined) return made;
  throw new DuisError('DUIS_E_REQUEST', `there is no ${CUSTOMER_IDENTIFICATION_NUMBER} among the values made`, {
    path: 'RequestCustomerIdentificationNumber',
  });
}

export const CUSTOMER_MAPPINGS: readonly BodyMapping[] = [
  valueRow('ECS10', 'DisplayMessage', '3.1', [['SupplierMessage.value', 'SupplierMessage', charactersOf]]),
  valueRow('ECS12', 'RestrictAccessForChangeOfTenancy', '3.2', [
    ['restrictDataDateTime.value', 'RestrictionDateTime', dateTimeOf],
  ]),
  valueRow('ECS16', 'UpdateSupplierName', '3.4', [
    ['ContactDetails.supplierTelephoneNumber', 'SupplierTelephoneNumber', charactersOf],
    ['ContactDetails.supplierName', 'SupplierName', charactersOf],
  ]),
  plainRow('ECS14', 'DisablePrivacyPIN', '3.5'),
  rowOf('ECS50', 'RequestCustomerIdentificationNumber', '9.1', (_body, situation) => ({
    'CustomerIdentificationNumber.value': customerIdentificationNumber(situation),
  })),
];
