/**
 * Response codes of DUIS whose meaning is known (DUIS 3.5, as secondary copies of its table have them). What other codes
 * mean here is assumptions: those of the catalogue that begin with `DUIS response code`.
 */
export const DUIS_RESPONSE_CODES: Readonly<Record<string, string>> = {
  I0: 'Done; what was asked for is in the document.',
  I99: 'Taken, and past access control; also that a service without an answer of its own is done.',
  E1: 'Whoever asks is no User in a role that the DCC knows.',
  E2: 'The role of the User may not ask for this service.',
  E3: 'The User may not use the DCC at present.',
  E4: 'The User is not the one for this device at this time.',
  E5: 'The state of the device in the inventory does not allow the service.',
  E11: 'The service is not for this kind of device.',
  E12: 'Service and Command Variant do not go together.',
  E13: 'The request was put to the wrong address of the DCC.',
  E17: 'The service cannot be had for local delivery.',
  E19: 'The device is not in the inventory.',
  E20: 'The device could not be reached.',
  E21: 'The device has not answered in time.',
};
